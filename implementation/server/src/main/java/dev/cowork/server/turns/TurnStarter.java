package dev.cowork.server.turns;

import dev.cowork.server.agent.Item;
import dev.cowork.server.agent.TurnEvent;
import dev.cowork.server.conversations.Conversation;
import dev.cowork.server.conversations.ConversationService;
import dev.cowork.server.conversations.ConversationStore;
import dev.cowork.server.conversations.ItemStore;
import dev.cowork.server.conversations.NewConversation;
import dev.cowork.server.journal.Entry;
import dev.cowork.server.journal.Journal;
import dev.cowork.server.journal.StreamRef;
import dev.cowork.server.journal.StreamWriter;
import dev.cowork.server.platform.db.Tx;
import dev.cowork.server.platform.ids.Ids;
import dev.cowork.server.platform.problems.Problem;
import dev.cowork.server.platform.resources.Detached;
import dev.cowork.server.platform.time.Times;
import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.StringNode;

/**
 * Starts turns: conversation, turn, user's message and the first events are stored in one transaction, or nothing is.
 */
@Component
class TurnStarter {

    /** How many turns may wait in one conversation. */
    static final int QUEUE = 20;

    private final Tx tx;
    private final Ids ids;
    private final Clock clock;
    private final TurnRepository turns;
    private final TurnDetailsRepository details;
    private final IdempotencyKeys keys;
    private final ConversationStore conversations;
    private final ConversationService known;
    private final ItemStore items;
    private final TurnItems turnItems;
    private final Journal journal;
    private final TurnStream kind;
    private final TurnEngine engine;
    private final Continuation continuation;

    TurnStarter(
            Tx tx,
            Ids ids,
            Clock clock,
            TurnRepository turns,
            TurnDetailsRepository details,
            IdempotencyKeys keys,
            ConversationStore conversations,
            ConversationService known,
            ItemStore items,
            TurnItems turnItems,
            Journal journal,
            TurnStream kind,
            TurnEngine engine,
            Continuation continuation) {
        this.tx = tx;
        this.ids = ids;
        this.clock = clock;
        this.turns = turns;
        this.details = details;
        this.keys = keys;
        this.conversations = conversations;
        this.known = known;
        this.items = items;
        this.turnItems = turnItems;
        this.journal = journal;
        this.kind = kind;
        this.engine = engine;
        this.continuation = continuation;
    }

    /** A new turn before it is visible; without a run when an earlier one was joined. */
    private record Begun(Turn turn, @Nullable Beginning beginning, List<Entry<TurnEvent>> entries) {}

    /** What a turn that is new needs to run. */
    private record Beginning(TurnRun run, TurnContexts.AtHand atHand) {}

    /** Who answers, and with what. */
    private record Answerer(
            String agent,
            @Nullable String requestedModel,
            @Nullable String effort,
            @Nullable String model) {}

    Mono<StartedTurn> start(StartTurn request) {
        // a client that leaves must not take the turn's run away under a commit that has begun
        return Detached.from(Mono.defer(() -> begin(request)));
    }

    private Mono<StartedTurn> begin(StartTurn asked) {
        TurnRules.check(asked, engine::isTool);
        String turnId = ids.next("resp");
        return placed(asked)
                .flatMap(request -> answerer(request)
                        .flatMap(answerer -> tx.in(() ->
                                joined(request).switchIfEmpty(Mono.defer(() -> begin(request, turnId, answerer))))))
                .doOnError(error -> engine.drop(turnId))
                .map(this::release);
    }

    /** With the conversation of the turn that it goes on from. */
    private Mono<StartTurn> placed(StartTurn request) {
        return request.previousTurnId() == null ? Mono.just(request) : continuation.place(request);
    }

    /** Asked before the transaction, because an agent may have to look for its model. */
    private Mono<Answerer> answerer(StartTurn request) {
        String id = request.conversationId();
        Mono<Answerer> asRequested = Mono.defer(() -> answerer(request, null, null, null));
        return id == null
                ? asRequested
                : known.require(request.owner(), id)
                        .flatMap(conversation -> answerer(
                                request, conversation.harness(), conversation.model(), conversation.reasoningEffort()))
                        .onErrorResume(Problem.class, unknown -> asRequested);
    }

    private Mono<Answerer> answerer(
            StartTurn request, @Nullable String harness, @Nullable String usualModel, @Nullable String usualEffort) {
        String requested = request.model() == null ? usualModel : request.model();
        String effort = request.reasoningEffort() == null ? usualEffort : request.reasoningEffort();
        return engine.agentFor(request.owner(), request.harness() == null ? harness : request.harness())
                .flatMap(agent -> engine.modelOf(agent, request.owner(), requested)
                        .map(model -> new Answerer(agent, requested, effort, model))
                        .defaultIfEmpty(new Answerer(agent, requested, effort, requested)));
    }

    private StartedTurn release(Begun begun) {
        Beginning beginning = begun.beginning();
        if (beginning == null) {
            return new StartedTurn(begun.turn(), true);
        }
        TurnRun run = beginning.run();
        run.writer().publish(begun.entries());
        run.firstEvents().published();
        if (begun.turn().state() == TurnState.RUNNING) {
            engine.launch(run, beginning.atHand());
        }
        return new StartedTurn(begun.turn(), false);
    }

    private Mono<Begun> joined(StartTurn request) {
        String key = request.idempotencyKey();
        return key == null
                ? Mono.empty()
                : keys.turnOf(request.owner(), key, request.requestHash())
                        .flatMap(id -> turns.byId(request.owner(), id))
                        .map(turn -> new Begun(turn, null, List.of()));
    }

    private Mono<Begun> begin(StartTurn request, String turnId, Answerer answerer) {
        NewConversation defaults = new NewConversation(
                request.projectId(),
                request.projectName(),
                request.harness(),
                null,
                null,
                request.disabledConnections() == null ? List.of() : request.disabledConnections());
        return conversations
                .openForTurn(request.owner(), request.conversationId(), defaults, request.text(), request.listed())
                .flatMap(conversation ->
                        lane(conversation).flatMap(lane -> begin(request, turnId, answerer, conversation, lane)));
    }

    /** There is nothing to look for in a conversation that this start has made. */
    private Mono<TurnRepository.Lane> lane(Conversation conversation) {
        return conversation.untouched() ? Mono.just(TurnRepository.Lane.EMPTY) : turns.lane(conversation.no());
    }

    private Mono<Begun> begin(
            StartTurn request, String turnId, Answerer answerer, Conversation conversation, TurnRepository.Lane lane) {
        if (lane.open() > QUEUE) {
            return Mono.error(Problem.of(
                    429,
                    "queue_full",
                    "Too many messages are waiting in this conversation; try again when some are answered"));
        }
        return journal.open(turnId, kind, request.owner(), conversation.no())
                .map(stream -> turn(request, answerer, conversation, lane, stream))
                .flatMap(turn -> continuation
                        .previous(request, lane)
                        .flatMap(previous -> turns.insert(turn, previous.orElse(null)))
                        .flatMap(no -> details.save(turn.owner(), no, request.details())
                                .thenReturn(no))
                        .flatMap(no -> begin(request, turn.numbered(no), conversation, lane)));
    }

    private Turn turn(
            StartTurn request,
            Answerer answerer,
            Conversation conversation,
            TurnRepository.Lane lane,
            StreamRef stream) {
        return new Turn(
                0,
                stream.id(),
                request.owner(),
                conversation.no(),
                conversation.id(),
                stream,
                lane.nextOrdinal(),
                lane.open() == 0 ? TurnState.RUNNING : TurnState.QUEUED,
                answerer.agent(),
                answerer.requestedModel(),
                answerer.model(),
                answerer.effort(),
                request.input().size(),
                request.text(),
                ids.next("item"),
                ids.next("item"),
                Times.now(clock),
                null);
    }

    private Mono<Begun> begin(StartTurn request, Turn turn, Conversation conversation, TurnRepository.Lane lane) {
        StreamWriter<TurnEvent> writer = journal.writer(turn.stream(), kind);
        Transcript said = new Transcript(turn.inputs());
        TurnRun run = engine.take(turn, writer, said);
        TurnEvent created = new TurnEvent.Created(
                turn.conversationId(),
                turn.userItemId(),
                turn.assistantItemId(),
                turn.harness(),
                turn.model(),
                shown(request.question()),
                Math.floorDiv(turn.createdAt(), 1_000_000L));
        List<TurnEvent> first = turn.state() == TurnState.QUEUED
                ? List.of(created, new TurnEvent.Queued(lane.open()))
                // it runs from this transaction on, so its log says so with the first write
                : List.of(created, new TurnEvent.Started(turn.model()));
        List<Item> input = turnItems.input(turn, request);
        return continuation
                .checkOutputs(turn, request)
                .then(Mono.defer(() -> items.add(turn.conversationNo(), turn.no(), turn.ordinal(), input)))
                .then(remember(request, turn))
                .then(writer.write(first))
                .map(entries -> new Begun(turn, new Beginning(run, atHand(request, conversation, input)), entries));
    }

    private static JsonNode shown(TurnInput question) {
        JsonNode content = question.content();
        return content == null ? StringNode.valueOf(question.text()) : content;
    }

    private static TurnContexts.AtHand atHand(StartTurn request, Conversation conversation, List<Item> input) {
        return new TurnContexts.AtHand(conversation, input, request.details().options());
    }

    private Mono<Void> remember(StartTurn request, Turn turn) {
        String key = request.idempotencyKey();
        return key == null ? Mono.empty() : keys.remember(request.owner(), key, request.requestHash(), turn.id());
    }
}
