package dev.cowork.server.openai.responses;

import dev.cowork.api.openai.ResponsesApi;
import dev.cowork.api.openai.model.CreateResponseRequest;
import dev.cowork.api.openai.model.DeletedResponse;
import dev.cowork.api.openai.model.InputItemList;
import dev.cowork.api.openai.model.Response;
import dev.cowork.api.openai.model.ResponseEvent;
import dev.cowork.server.agent.TurnEvent;
import dev.cowork.server.journal.Entry;
import dev.cowork.server.platform.guard.Owner;
import dev.cowork.server.platform.problems.Problem;
import dev.cowork.server.turns.StartedTurn;
import dev.cowork.server.turns.Turn;
import dev.cowork.server.turns.Turns;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The group {@code responses} of the OpenAI subset. */
@RestController
class OpenAiController implements ResponsesApi {

    private final Turns turns;
    private final StartRequests requests;
    private final StrictStream streams;
    private final ResponseObjects responses;

    OpenAiController(Turns turns, StartRequests requests, StrictStream streams, ResponseObjects responses) {
        this.turns = turns;
        this.requests = requests;
        this.streams = streams;
        this.responses = responses;
    }

    @Override
    public Mono<ResponseEntity<?>> createResponse(
            Mono<CreateResponseRequest> createResponseRequest,
            @Nullable String idempotencyKey,
            ServerWebExchange exchange) {
        String owner = Owner.of(exchange);
        return createResponseRequest.flatMap(request -> turns.start(requests.read(owner, request, idempotencyKey))
                .map(StartedTurn::turn)
                .flatMap(turn -> Boolean.TRUE.equals(request.stream().orElse(null)) ? stream(turn, 0) : whole(turn)));
    }

    @Override
    public Mono<ResponseEntity<?>> getResponse(
            String responseId, @Nullable Boolean stream, @Nullable Long startingAfter, ServerWebExchange exchange) {
        String owner = Owner.of(exchange);
        refuseUnknown(exchange, Set.of("stream", "starting_after"));
        return Boolean.TRUE.equals(stream)
                ? turns.require(owner, responseId)
                        .flatMap(turn -> stream(turn, startingAfter == null ? 0 : startingAfter))
                : current(owner, responseId).map(response -> response);
    }

    private Mono<ResponseEntity<?>> stream(Turn turn, long above) {
        return turns.details(turn).map(details -> {
            Flux<ServerSentEvent<ResponseEvent>> frames = streams.of(turn, details, above);
            return ResponseEntity.ok()
                    .contentType(MediaType.TEXT_EVENT_STREAM)
                    .cacheControl(CacheControl.noStore())
                    .header("X-Accel-Buffering", "no")
                    .body(frames);
        });
    }

    /** Waits for the end, also when the caller does not. */
    private Mono<ResponseEntity<?>> whole(Turn turn) {
        return turns.follow(turn, 0)
                .map(Entry::event)
                .ofType(TurnEvent.Ending.class)
                .next()
                .then(current(turn.owner(), turn.id()))
                .map(response -> response);
    }

    private Mono<ResponseEntity<Response>> current(String owner, String responseId) {
        return turns.read(owner, responseId)
                .map(report -> ResponseEntity.ok()
                        .cacheControl(CacheControl.noStore())
                        .contentType(MediaType.APPLICATION_JSON)
                        .body(responses.current(report)));
    }

    @Override
    public Mono<ResponseEntity<DeletedResponse>> deleteResponse(String responseId, ServerWebExchange exchange) {
        return turns.delete(Owner.of(exchange), responseId)
                .thenReturn(ResponseEntity.ok()
                        .cacheControl(CacheControl.noStore())
                        .body(DeletedResponse.builder()
                                .id(responseId)
                                .deleted(true)
                                .build()));
    }

    @Override
    public Mono<ResponseEntity<Response>> cancelResponse(String responseId, ServerWebExchange exchange) {
        String owner = Owner.of(exchange);
        return turns.cancelTurn(owner, responseId, false).then(current(owner, responseId));
    }

    @Override
    public Mono<ResponseEntity<InputItemList>> listInputItems(
            String responseId,
            @Nullable Integer limit,
            @Nullable String order,
            @Nullable String after,
            ServerWebExchange exchange) {
        refuseUnknown(exchange, Set.of("limit", "order", "after"));
        int most = limit == null ? InputItems.USUAL_LIMIT : limit;
        return turns.read(Owner.of(exchange), responseId)
                .map(report -> ResponseEntity.ok()
                        .cacheControl(CacheControl.noStore())
                        .body(InputItems.page(report.input(), most, "asc".equals(order), after)));
    }

    private static void refuseUnknown(ServerWebExchange exchange, Set<String> known) {
        for (String name : exchange.getRequest().getQueryParams().keySet()) {
            if (!known.contains(name)) {
                throw Problem.of(400, "unsupported_parameter", "The parameter " + name + " is not supported here.")
                        .at(name);
            }
        }
    }
}
