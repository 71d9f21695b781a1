package dev.cowork.server.turns;

import dev.cowork.server.agent.AgentFailure;
import dev.cowork.server.conversations.Conversation;
import dev.cowork.server.conversations.ConversationService;
import dev.cowork.server.platform.ids.Ids;
import dev.cowork.server.platform.problems.Problem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Stops turns because somebody asked for it. */
@Component
class TurnStopper {

    /** How long somebody who stops a turn waits for its end to be saved. */
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final TurnRepository turns;
    private final TurnEngine engine;
    private final TurnRecovery recovery;
    private final ConversationService conversations;

    TurnStopper(TurnRepository turns, TurnEngine engine, TurnRecovery recovery, ConversationService conversations) {
        this.turns = turns;
        this.engine = engine;
        this.recovery = recovery;
        this.conversations = conversations;
    }

    Mono<CancelOutcome> stopTurn(String owner, String turnId, boolean stalled) {
        return turns.byId(owner, turnId)
                .switchIfEmpty(Mono.error(() -> Problem.notFound("Response")))
                .flatMap(turn -> end(turn, reason(stalled))
                        .map(ended -> new CancelOutcome(ended, turn.conversationId(), ended ? turn.id() : null)));
    }

    Mono<CancelOutcome> stopConversation(
            String owner, String conversationId, @Nullable String expectedTurn, boolean stalled) {
        if (Ids.isTemporary(conversationId)) {
            return Mono.just(new CancelOutcome(false, conversationId, null));
        }
        return conversations
                .require(owner, conversationId)
                .flatMap(conversation -> turns.open(owner, conversation.no(), TurnStarter.QUEUE + 1))
                .flatMap(open -> stop(conversationId, open, expectedTurn, stalled));
    }

    private Mono<CancelOutcome> stop(
            String conversationId, List<Turn> open, @Nullable String expectedTurn, boolean stalled) {
        if (open.isEmpty()) {
            return Mono.just(new CancelOutcome(false, conversationId, null));
        }
        Turn running = open.getFirst();
        if (expectedTurn != null && !expectedTurn.equals(running.id())) {
            return Mono.error(Problem.notFound("Response"));
        }
        return endWaiting(open)
                .then(end(running, reason(stalled)))
                .map(ended -> new CancelOutcome(ended, conversationId, ended ? running.id() : null));
    }

    /** Ends what waits, the last one first, so that none of them begins when the running one ends. */
    private Mono<Void> endWaiting(List<Turn> open) {
        List<Turn> waiting = new ArrayList<>(open.subList(1, open.size()));
        return Flux.fromIterable(waiting.reversed())
                .concatMap(turn -> end(turn, EndingReason.CANCELLED))
                .then();
    }

    /** Ends everything of a conversation that is about to go. */
    Mono<Void> stopAll(Conversation conversation) {
        return stopFrom(conversation, 0);
    }

    /** Ends the open turns at and after an ordinal. */
    Mono<Void> stopFrom(Conversation conversation, int ordinal) {
        return turns.open(conversation.owner(), conversation.no(), TurnStarter.QUEUE + 1)
                .flatMapMany(open -> Flux.fromIterable(open.reversed()))
                .filter(turn -> turn.ordinal() >= ordinal)
                .concatMap(turn -> end(turn, EndingReason.CANCELLED))
                .then();
    }

    private static EndingReason reason(boolean stalled) {
        return stalled
                ? new EndingReason.Failed(
                        new AgentFailure("stalled", "The answer stopped coming, so the turn was ended."))
                : EndingReason.CANCELLED;
    }

    /** True when this call ended it, false when it had ended before. */
    private Mono<Boolean> end(Turn turn, EndingReason reason) {
        return Mono.defer(() -> {
            TurnRun run = engine.find(turn.id());
            if (run == null) {
                return turn.state().open() ? recovery.end(turn, reason, true) : Mono.just(false);
            }
            return run.end(reason).timeout(PATIENCE, Mono.error(TurnStopper::notSaved));
        });
    }

    private static Problem notSaved() {
        return Problem.of(
                503, "server_busy", "The turn has stopped, but its end cannot be saved yet; try again in a moment.");
    }
}
