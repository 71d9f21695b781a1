package dev.cowork.server.turns;

import dev.cowork.server.conversations.ConversationStore;
import dev.cowork.server.conversations.ItemStore;
import dev.cowork.server.journal.Journal;
import dev.cowork.server.platform.db.Tx;
import dev.cowork.server.platform.problems.Problem;
import dev.cowork.server.platform.resources.Detached;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Removes one turn and leaves the others of its conversation. */
@Component
class TurnRemoval {

    private final TurnRepository turns;
    private final TurnStopper stopper;
    private final ItemStore items;
    private final ConversationStore conversations;
    private final Journal journal;
    private final Tx tx;

    TurnRemoval(
            TurnRepository turns,
            TurnStopper stopper,
            ItemStore items,
            ConversationStore conversations,
            Journal journal,
            Tx tx) {
        this.turns = turns;
        this.stopper = stopper;
        this.items = items;
        this.conversations = conversations;
        this.journal = journal;
        this.tx = tx;
    }

    /** Stops it if it is open, then removes it, its items and its log. A conversation that is in no list goes with its last turn. */
    Mono<Void> remove(String owner, String turnId) {
        return Detached.from(tx.in(() -> required(owner, turnId).flatMap(this::bypass))
                .then(stopper.stopTurn(owner, turnId, false))
                .then(tx.in(() ->
                        required(owner, turnId).flatMap(turn -> bypass(turn).then(remove(turn))))));
    }

    private Mono<Turn> required(String owner, String turnId) {
        return turns.byId(owner, turnId).switchIfEmpty(Mono.error(() -> Problem.notFound("Response")));
    }

    /** Before it is stopped already, because the next one of its conversation begins with its end. */
    private Mono<Void> bypass(Turn turn) {
        return turns.bypass(turn.owner(), turn.conversationNo(), turn.no());
    }

    private Mono<Void> remove(Turn turn) {
        return turns.remove(turn.owner(), turn.conversationNo(), turn.no())
                .filter(removed -> removed)
                .switchIfEmpty(Mono.error(
                        () -> Problem.of(503, "server_busy", "The turn has not stopped yet; try again in a moment")))
                .flatMap(removed -> items.removeTurn(turn.conversationNo(), turn.ordinal()))
                .then(journal.remove(turn.stream()))
                .then(conversations.turnsRemoved(turn.conversationNo(), 1))
                .then(conversations.removeForgotten(turn.owner(), turn.conversationId()));
    }
}
