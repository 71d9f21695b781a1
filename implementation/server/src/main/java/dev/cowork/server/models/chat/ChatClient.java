package dev.cowork.server.models.chat;

import dev.cowork.server.models.ModelClient;
import dev.cowork.server.models.ModelEvent;
import dev.cowork.server.models.ModelRequest;
import dev.cowork.server.models.history.ContextTrim;
import dev.cowork.server.models.history.HistoryRepair;
import dev.cowork.server.models.history.Step;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
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
import tools.jackson.databind.node.ArrayNode;

/** Asks one endpoint, streaming. */
final class ChatClient implements ModelClient {

    private static final int MOST_OF_AN_ERROR = 64 << 10;
    private static final Duration AFTER_THE_END = Duration.ofMillis(200);

    private final WebClient http;
    private final JsonMapper mapper;
    private final ChatLimits limits;
    private final UsageRefusers usageRefusers;
    private final ChatEndpoint endpoint;
    private final ChatBody body;

    ChatClient(WebClient http, JsonMapper mapper, ChatLimits limits, UsageRefusers refusers, ChatEndpoint endpoint) {
        this.http = http;
        this.mapper = mapper;
        this.limits = limits;
        this.usageRefusers = refusers;
        this.endpoint = endpoint;
        this.body = new ChatBody(mapper);
    }

    @Override
    public Flux<ModelEvent> stream(ModelRequest request) {
        return Flux.defer(() -> {
            ChatFailures failures = new ChatFailures(endpoint, request.model());
            ArrayNode tools = body.tools(request.tools());
            List<Step> steps = new ContextTrim(endpoint.contextWindow())
                    .fit(HistoryRepair.steps(request.items()), request.instructions() + tools);
            AtomicBoolean begun = new AtomicBoolean();
            return Flux.defer(() -> attempt(request, steps, tools, failures))
                    .doOnNext(event -> begun.set(true))
                    .retryWhen(new BeforeFirstEvent(limits, begun))
                    .onErrorMap(Refusal.class, Refusal::failure);
        });
    }

    private Flux<ModelEvent> attempt(ModelRequest request, List<Step> steps, ArrayNode tools, ChatFailures failures) {
        boolean askForUsage = !usageRefusers.contains(endpoint.base());
        Flux<ModelEvent> answer = ask(body.write(request, steps, tools, askForUsage), failures);
        return !askForUsage
                ? answer
                : answer.onErrorResume(error -> {
                    if (error instanceof Refusal refusal && refusal.usageNotKnown()) {
                        usageRefusers.add(endpoint.base());
                        return ask(body.write(request, steps, tools, false), failures);
                    }
                    return Flux.error(error);
                });
    }

    private Flux<ModelEvent> ask(byte[] request, ChatFailures failures) {
        ChatDecoder decoder = new ChatDecoder(mapper, failures, limits);
        return http.post()
                .uri(endpoint.base().call("/chat/completions"))
                .headers(this::headers)
                .bodyValue(request)
                .exchangeToFlux(response -> read(response, decoder, failures))
                .timeout(
                        Mono.delay(limits.firstByte()),
                        read -> Mono.delay(decoder.done() ? AFTER_THE_END : limits.idle()))
                .onErrorResume(error -> {
                    if (decoder.done()) {
                        return Flux.empty(); // the answer was whole; how the connection ended does not matter
                    }
                    return Flux.error(
                            error instanceof Refusal
                                    ? error
                                    : error instanceof TimeoutException ? failures.timeout() : failures.network(error));
                })
                .concatMapIterable(Function.identity());
    }

    private void headers(HttpHeaders headers) {
        headers.setContentType(MediaType.APPLICATION_JSON);
        headers.setAccept(List.of(MediaType.TEXT_EVENT_STREAM, MediaType.APPLICATION_JSON));
        if (endpoint.key() != null) {
            headers.setBearerAuth(endpoint.key().secret());
        }
    }

    private Flux<List<ModelEvent>> read(ClientResponse response, ChatDecoder decoder, ChatFailures failures) {
        Flux<DataBuffer> buffers = response.bodyToFlux(DataBuffer.class);
        if (!response.statusCode().is2xxSuccessful()) {
            return refusal(response, buffers, failures).flatMapMany(Flux::error);
        }
        return buffers.map(buffer -> decoder.feed(bytes(buffer)))
                .concatWith(Mono.fromSupplier(decoder::finish))
                // bytes without events are a sign of life, but not behind the answer's end
                .filter(events -> !events.isEmpty() || !decoder.done());
    }

    private Mono<Refusal> refusal(ClientResponse response, Flux<DataBuffer> buffers, ChatFailures failures) {
        return DataBufferUtils.join(DataBufferUtils.takeUntilByteCount(buffers, MOST_OF_AN_ERROR))
                .map(ChatClient::bytes)
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
