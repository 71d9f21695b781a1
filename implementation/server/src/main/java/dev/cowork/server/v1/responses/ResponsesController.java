package dev.cowork.server.v1.responses;

import dev.cowork.api.v1.ResponsesApi;
import dev.cowork.api.v1.model.AnswerQuestionRequest;
import dev.cowork.api.v1.model.AnswerResult;
import dev.cowork.api.v1.model.CancelResponseRequest;
import dev.cowork.api.v1.model.CancelResult;
import dev.cowork.api.v1.model.CreateResponseRequest;
import dev.cowork.api.v1.model.InFlight;
import dev.cowork.api.v1.model.InFlightEntry;
import dev.cowork.api.v1.model.InFlightList;
import dev.cowork.api.v1.model.OpenQuestion;
import dev.cowork.api.v1.model.ResponseEvent;
import dev.cowork.api.v1.model.ResponsesOptions;
import dev.cowork.server.agent.TurnEvent;
import dev.cowork.server.journal.Entry;
import dev.cowork.server.platform.guard.Owner;
import dev.cowork.server.platform.problems.Problem;
import dev.cowork.server.turns.CancelOutcome;
import dev.cowork.server.turns.StartedTurn;
import dev.cowork.server.turns.Turn;
import dev.cowork.server.turns.TurnQuestions;
import dev.cowork.server.turns.Turns;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The group {@code responses} of the Cowork API. */
@RestController
class ResponsesController implements ResponsesApi {

    private static final Logger log = LoggerFactory.getLogger(ResponsesController.class);

    private final Turns turns;
    private final TurnQuestions questions;
    private final StartRequests requests;
    private final FrameStream frames;
    private final ResponseRenderer renderer;

    ResponsesController(
            Turns turns,
            TurnQuestions questions,
            StartRequests requests,
            FrameStream frames,
            ResponseRenderer renderer) {
        this.turns = turns;
        this.questions = questions;
        this.requests = requests;
        this.frames = frames;
        this.renderer = renderer;
    }

    @Override
    public Mono<ResponseEntity<?>> createResponse(
            Mono<CreateResponseRequest> createResponseRequest,
            @Nullable String idempotencyKey,
            @Nullable String lastEventID,
            ServerWebExchange exchange) {
        String owner = Owner.of(exchange);
        return createResponseRequest.flatMap(request -> {
            boolean stream = !Boolean.FALSE.equals(request.stream().orElse(true));
            boolean cancel = Boolean.TRUE.equals(request.cancelOnDisconnect().orElse(false));
            if (cancel && !stream) {
                return Mono.error(Problem.invalid("/cancel_on_disconnect", "cancel_on_disconnect needs a stream"));
            }
            return resumedOrStarted(owner, request, idempotencyKey, lastEventID)
                    .flatMap(turn -> stream ? stream(turn, lastEventID, cancel) : oneShot(turn));
        });
    }

    /** A repeated request that says what it saw last goes on with that response; another one that says so is a new message. */
    private Mono<Turn> resumedOrStarted(
            String owner, CreateResponseRequest request, @Nullable String key, @Nullable String lastEventId) {
        Mono<Turn> started = Mono.defer(() -> turns.start(requests.read(owner, request, key)))
                .map(StartedTurn::turn);
        String seen = FrameCursor.responseOf(lastEventId);
        return key != null || seen == null
                ? started
                : turns.require(owner, seen)
                        .onErrorResume(Problem.class, gone -> Mono.empty())
                        .filter(turn -> requests.isRepeated(request, turn))
                        .switchIfEmpty(started);
    }

    private Mono<ResponseEntity<?>> stream(Turn turn, @Nullable String lastEventId, boolean cancelWithReader) {
        Flux<ServerSentEvent<ResponseEvent>> body = frames.of(turn, FrameCursor.above(turn.id(), lastEventId));
        if (cancelWithReader) {
            body = body.doOnCancel(() -> turns.cancelTurn(turn.owner(), turn.id(), false)
                    .subscribe(
                            _ -> {},
                            failure -> log.warn("Turn {} was not cancelled when its reader left", turn.id(), failure)));
        }
        return Mono.just(ResponseEntity.ok()
                .contentType(MediaType.TEXT_EVENT_STREAM)
                .cacheControl(CacheControl.noStore())
                .header("X-Accel-Buffering", "no")
                .body(body));
    }

    private Mono<ResponseEntity<?>> oneShot(Turn turn) {
        return turns.follow(turn, 0)
                .map(Entry::event)
                .ofType(TurnEvent.Ending.class)
                .next()
                .map(ending -> ResponseEntity.ok()
                        .cacheControl(CacheControl.noStore())
                        .contentType(MediaType.APPLICATION_JSON)
                        .body(ResponseObjects.oneShot(turn, ending)));
    }

    @Override
    public Flux<ServerSentEvent<ResponseEvent>> tailResponse(
            @Nullable String conversationId,
            @Nullable String responseId,
            @Nullable Long fromSeq,
            @Nullable Long startingAfter,
            @Nullable String model,
            @Nullable String lastEventID,
            ServerWebExchange exchange) {
        HttpHeaders headers = exchange.getResponse().getHeaders();
        return followed(Owner.of(exchange), conversationId, responseId).flatMapMany(turn -> {
            headers.setCacheControl(CacheControl.noStore());
            headers.set("X-Accel-Buffering", "no");
            return frames.of(turn, FrameCursor.above(turn.id(), lastEventID, fromSeq, startingAfter));
        });
    }

    private Mono<Turn> followed(String owner, @Nullable String conversationId, @Nullable String responseId) {
        if (responseId != null) {
            return turns.require(owner, responseId);
        }
        if (conversationId != null) {
            return turns.current(owner, conversationId)
                    .switchIfEmpty(Mono.error(() -> Problem.of(
                            404, "response_not_found", "There is no response to follow in this conversation")));
        }
        return Mono.error(Problem.invalid("conversation_id", "conversation_id or response_id is needed"));
    }

    @Override
    public Mono<ResponseEntity<CancelResult>> cancelResponse(
            Mono<CancelResponseRequest> cancelResponseRequest, ServerWebExchange exchange) {
        String owner = Owner.of(exchange);
        return cancelResponseRequest.flatMap(request -> cancel(owner, request)).map(ResponseEntity::ok);
    }

    private Mono<CancelResult> cancel(String owner, CancelResponseRequest request) {
        String response = request.responseId().orElse(null);
        String conversation = request.conversationId().orElse(null);
        boolean stalled = "stalled".equals(request.reason().orElse(null));
        Mono<CancelOutcome> outcome;
        if (response != null && !response.isEmpty()) {
            outcome = turns.cancelTurn(owner, response, stalled);
        } else if (conversation != null && !conversation.isEmpty()) {
            outcome = turns.cancelConversation(
                    owner, conversation, request.expectedRunId().orElse(null), stalled);
        } else {
            outcome = Mono.error(Problem.invalid("/conversation_id", "conversation_id or response_id is needed"));
        }
        return outcome.map(done -> new CancelResult(
                done.cancelled(), done.conversationId() == null ? "" : done.conversationId(), done.turnId()));
    }

    @Override
    public Mono<ResponseEntity<AnswerResult>> answerQuestion(
            Mono<AnswerQuestionRequest> answerQuestionRequest, ServerWebExchange exchange) {
        String owner = Owner.of(exchange);
        return answerQuestionRequest
                .flatMap(request -> questions.answer(AnswerRequests.read(owner, request)))
                .map(stored -> ResponseEntity.ok(new AnswerResult(
                        true,
                        stored.answer().questionId(),
                        stored.turn().id(),
                        stored.turn().conversationId())));
    }

    @Override
    public Mono<ResponseEntity<InFlight>> getInFlight(String conversationId, ServerWebExchange exchange) {
        return turns.current(Owner.of(exchange), conversationId)
                .flatMap(turn -> Mono.zip(latestFrame(turn), openQuestions(turn))
                        .map(known -> InFlight.builder()
                                .inFlight(turn.state().open())
                                .hasBuffer(true)
                                .latestSeq(known.getT1())
                                .questions(known.getT2().orElse(null))
                                .turnId(turn.ordinal())
                                .conversationId(conversationId)
                                .responseId(turn.id())
                                .status(turn.state().wire())
                                .build()))
                .defaultIfEmpty(new InFlight(false, false, 0L, null, conversationId, null, null, null))
                .map(ResponseEntity::ok);
    }

    @Override
    public Mono<ResponseEntity<InFlightList>> listInFlight(
            @Nullable String conversationId, ServerWebExchange exchange) {
        return turns.inFlight(Owner.of(exchange), conversationId)
                .flatMapMany(Flux::fromIterable)
                .concatMap(turn -> Mono.zip(latestFrame(turn), openQuestions(turn))
                        .map(known -> InFlightEntry.builder()
                                .conversationId(turn.conversationId())
                                .responseId(turn.id())
                                .turnId(turn.ordinal())
                                .latestSeq(known.getT1())
                                .questions(known.getT2().orElse(null))
                                .status(turn.state().wire())
                                .build()))
                .collectList()
                .map(entries -> ResponseEntity.ok(new InFlightList(entries)));
    }

    /** Only of a turn that waits. */
    private Mono<Optional<List<OpenQuestion>>> openQuestions(Turn turn) {
        return questions
                .open(turn)
                .map(open -> open.isEmpty()
                        ? Optional.empty()
                        : Optional.of(open.stream().map(QuestionFrames::open).toList()));
    }

    /** The number of the last durable frame, 0 when there is none. */
    private Mono<Long> latestFrame(Turn turn) {
        return turns.lastEvent(turn)
                .map(entry -> FrameCursor.number(
                        entry.seq(), Math.max(0, renderer.frames(turn, entry).size() - 1)))
                .defaultIfEmpty(0L);
    }

    @Override
    public Mono<ResponseEntity<ResponsesOptions>> describeResponses(ServerWebExchange exchange) {
        return Mono.just(
                ResponseEntity.ok().allow(HttpMethod.POST, HttpMethod.OPTIONS).body(new ResponsesOptions("OK")));
    }
}
