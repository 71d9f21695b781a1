package dev.cowork.benchmarks.server;

import static org.springframework.web.reactive.function.server.RequestPredicates.GET;
import static org.springframework.web.reactive.function.server.RequestPredicates.POST;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.http.MediaType;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.http.server.reactive.ReactorHttpHandlerAdapter;
import org.springframework.web.reactive.function.BodyInserters;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import tools.jackson.databind.json.JsonMapper;

/**
 * The baseline: WebFlux on Netty with nothing behind it. It encodes objects that lie ready in memory, of the same shape as the server's
 * answers, and makes events from a counter.
 */
public final class BareServer {

    /** An event as a delta of an answer looks. */
    record Delta(
            String type,
            long sequence_number,
            long at_ms,
            String item_id,
            int output_index,
            int content_index,
            String delta,
            List<String> logprobs) {}

    private final Path bodies;
    private final Map<String, Object> ready = new ConcurrentHashMap<>();

    private BareServer(Path bodies) {
        this.bodies = bodies;
    }

    /** @param arguments a folder with JSON files, served under {@code /body/NAME} */
    public static void main(String[] arguments) {
        BareServer bare = new BareServer(Path.of(arguments[0]));
        RouterFunction<ServerResponse> routes =
                RouterFunctions.route(GET("/body/{name}"), bare::body).andRoute(POST("/frames"), BareServer::frames);
        DisposableServer server = HttpServer.create()
                .host("127.0.0.1")
                .port(0)
                .handle(new ReactorHttpHandlerAdapter(RouterFunctions.toHttpHandler(routes)))
                .bindNow();
        System.out.println("ready http://127.0.0.1:" + server.port());
        server.onDispose().block();
    }

    private Mono<ServerResponse> body(ServerRequest request) {
        return ServerResponse.ok()
                .contentType(MediaType.APPLICATION_JSON)
                .bodyValue(ready.computeIfAbsent(request.pathVariable("name"), this::read));
    }

    private Object read(String name) {
        try {
            return JsonMapper.shared().readValue(Files.readString(bodies.resolve(name)), Object.class);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static Mono<ServerResponse> frames(ServerRequest request) {
        return request.bodyToMono(Map.class).flatMap(asked -> {
            int count = ((Number) Objects.requireNonNull(asked.get("count"))).intValue();
            int apart = ((Number) Objects.requireNonNull(asked.get("apart"))).intValue();
            Flux<Integer> numbers = apart == 0
                    ? Flux.range(0, count)
                    : Flux.interval(Duration.ZERO, Duration.ofMillis(apart))
                            .onBackpressureBuffer()
                            .take(count)
                            .map(Long::intValue);
            return ServerResponse.ok()
                    .contentType(MediaType.TEXT_EVENT_STREAM)
                    .body(BodyInserters.fromServerSentEvents(numbers.map(BareServer::event)));
        });
    }

    private static ServerSentEvent<Delta> event(int number) {
        return ServerSentEvent.builder(new Delta(
                        "response.output_text.delta",
                        number,
                        System.currentTimeMillis(),
                        "item_01m88525rgd37mtjq0e1dqftdw",
                        0,
                        0,
                        "anchor ",
                        List.of()))
                .id("resp_01m88525r40rpasqfe1jcq2er3:" + number)
                .event("response.output_text.delta")
                .build();
    }
}
