package dev.cowork.server.models.wire;

import dev.cowork.server.models.ModelClient;
import dev.cowork.server.models.ModelEvent;
import dev.cowork.server.models.ModelRequest;
import dev.cowork.server.models.history.ContextTrim;
import dev.cowork.server.models.history.HistoryRepair;
import dev.cowork.server.models.history.Opaque;
import dev.cowork.server.models.history.Step;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** Asks one endpoint, streaming. */
final class WireClient implements ModelClient {

    private static final int MOST_OF_AN_ERROR = 64 << 10;
    private static final Duration AFTER_THE_END = Duration.ofMillis(200);

    private final WebClient http;
    private final JsonMapper mapper;
    private final WireLimits limits;
    private final Concessions concessions;
    private final Endpoint endpoint;

    WireClient(WebClient http, JsonMapper mapper, WireLimits limits, Concessions concessions, Endpoint endpoint) {
        this.http = http;
        this.mapper = mapper;
        this.limits = limits;
        this.concessions = concessions;
        this.endpoint = endpoint;
    }

    @Override
    public Flux<ModelEvent> stream(ModelRequest request) {
        return Flux.defer(() -> {
            Failures failures = new Failures(endpoint, request.model());
            List<Step> steps = new ContextTrim(endpoint.contextWindow())
                    .fit(HistoryRepair.steps(request.items(), endpoint.family()), fixed(request));
            return repeating(
                            () -> attempt(request, steps, concessions.of(endpoint.base()), failures),
                            new BeforeFirstEvent(limits))
                    .onErrorMap(Refusal.class, Refusal::failure);
        });
    }

    /** Asks again where that may help; each wait is told before it begins. */
    private static Flux<ModelEvent> repeating(Supplier<Flux<ModelEvent>> attempt, BeforeFirstEvent repeats) {
        return Flux.defer(attempt).doOnNext(event -> repeats.begun()).onErrorResume(Refusal.class, refusal -> {
            Duration wait = repeats.waitAfter(refusal);
            return wait == null
                    ? Flux.error(refusal)
                    : Flux.<ModelEvent>just(
                                    new ModelEvent.Waiting(refusal.failure().sentence(), wait))
                            .concatWith(Mono.delay(wait).thenMany(repeating(attempt, repeats)));
        });
    }

    /** What goes with the conversation in any case. */
    private static String fixed(ModelRequest request) {
        StringBuilder fixed = new StringBuilder(request.instructions());
        request.tools()
                .forEach(tool ->
                        fixed.append(tool.name()).append(tool.description()).append(tool.parameters()));
        return fixed.toString();
    }

    private Flux<ModelEvent> attempt(
            ModelRequest request, List<Step> steps, Set<Concession> conceded, Failures failures) {
        byte[] body = mapper.writeValueAsBytes(endpoint.dialect().body(request, steps, endpoint, conceded));
        return ask(body, failures).onErrorResume(Refusal.class, refusal -> {
            Concession concession = refusal.concession();
            if (concession == null || conceded.contains(concession)) {
                return Flux.error(refusal);
            }
            if (concession.lasting()) {
                concessions.add(endpoint.base(), concession);
            }
            return attempt(request, steps, Concessions.both(conceded, Set.of(concession)), failures);
        });
    }

    private Flux<ModelEvent> ask(byte[] request, Failures failures) {
        AnswerDecoder decoder = new AnswerDecoder(mapper, endpoint.dialect().answer(failures), failures, limits);
        return http.post()
                .uri(endpoint.base().call(endpoint.dialect().path()))
                .headers(this::headers)
                .bodyValue(request)
                .exchangeToFlux(response -> read(response, decoder, failures))
                .timeout(
                        Mono.delay(patience(limits.firstByte())),
                        read -> Mono.delay(decoder.done() ? AFTER_THE_END : patience(limits.idle())))
                .onErrorResume(error -> {
                    if (decoder.done()) {
                        return Flux.empty(); // the answer was whole; how the connection ended does not matter
                    }
                    return Flux.error(
                            error instanceof Refusal
                                    ? error
                                    : error instanceof TimeoutException ? failures.timeout() : failures.network(error));
                })
                .concatMapIterable(Function.identity())
                .map(this::signed);
    }

    private Duration patience(Duration usual) {
        return endpoint.patience() == null ? usual : endpoint.patience();
    }

    /** Blocks are kept with the name of who can read them. */
    private ModelEvent signed(ModelEvent event) {
        return event instanceof ModelEvent.ReasoningSealed block
                ? new ModelEvent.ReasoningSealed(Opaque.of(endpoint.family(), block.opaque()))
                : event;
    }

    private void headers(HttpHeaders headers) {
        headers.setContentType(MediaType.APPLICATION_JSON);
        headers.setAccept(List.of(MediaType.TEXT_EVENT_STREAM, MediaType.APPLICATION_JSON));
        endpoint.dialect().identify(headers, endpoint.key());
        endpoint.headers().put(headers);
    }

    private Flux<List<ModelEvent>> read(ClientResponse response, AnswerDecoder decoder, Failures failures) {
        Flux<DataBuffer> buffers = response.bodyToFlux(DataBuffer.class);
        if (!response.statusCode().is2xxSuccessful()) {
            return refusal(response, buffers, failures).flatMapMany(Flux::error);
        }
        return buffers.map(WireClient::bytes)
                .<Supplier<List<ModelEvent>>>map(bytes -> () -> decoder.feed(bytes))
                .concatWith(Mono.just(decoder::finish))
                .handle((step, sink) -> {
                    List<ModelEvent> events = step.get();
                    // bytes without events are a sign of life, but not behind the answer's end
                    if (!events.isEmpty() || !decoder.done()) {
                        sink.next(events);
                    }
                    if (decoder.failure() != null) {
                        sink.error(decoder.failure());
                    }
                });
    }

    private Mono<Refusal> refusal(ClientResponse response, Flux<DataBuffer> buffers, Failures failures) {
        return DataBufferUtils.join(DataBufferUtils.takeUntilByteCount(buffers, MOST_OF_AN_ERROR))
                .map(WireClient::bytes)
                .timeout(limits.connect(), Mono.empty(), Schedulers.parallel())
                .onErrorResume(unread -> Mono.empty())
                .defaultIfEmpty(new byte[0])
                .map(bytes -> failures.refused(
                        response.statusCode().value(), response.headers().asHttpHeaders(), words(bytes)));
    }

    private ErrorWords words(byte[] body) {
        try {
            return ErrorWords.of(mapper.readTree(body));
        } catch (JacksonException notJson) {
            return ErrorWords.of(new String(body, StandardCharsets.UTF_8));
        }
    }

    private static byte[] bytes(DataBuffer buffer) {
        try {
            byte[] bytes = new byte[buffer.readableByteCount()];
            buffer.read(bytes);
            return bytes;
        } finally {
            DataBufferUtils.release(buffer);
        }
    }
}
