package dev.cowork.server.turns;

import dev.cowork.server.agent.Item;
import dev.cowork.server.agent.TurnEvent;
import dev.cowork.server.conversations.ConversationService;
import dev.cowork.server.conversations.ItemStore;
import dev.cowork.server.journal.Entry;
import dev.cowork.server.journal.StreamWriter;
import dev.cowork.server.permissions.PermissionService;
import dev.cowork.server.platform.db.Tx;
import dev.cowork.server.platform.time.Times;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Writes what a turn says, with the items and the questions that come of it, in one transaction. */
@Component
class TurnBatch implements TurnLog {

    private final Tx tx;
    private final ItemStore items;
    private final TurnItems turnItems;
    private final TurnRepository turns;
    private final QuestionRepository questions;
    private final ConversationService conversations;
    private final PermissionService permissions;
    private final Clock clock;

    TurnBatch(
            Tx tx,
            ItemStore items,
            TurnItems turnItems,
            TurnRepository turns,
            QuestionRepository questions,
            ConversationService conversations,
            PermissionService permissions,
            Clock clock) {
        this.tx = tx;
        this.items = items;
        this.turnItems = turnItems;
        this.turns = turns;
        this.questions = questions;
        this.conversations = conversations;
        this.permissions = permissions;
        this.clock = clock;
    }

    @Override
    public Mono<Void> append(Turn turn, StreamWriter<TurnEvent> writer, Transcript said, List<TurnEvent> events) {
        List<Mono<Void>> rows = rows(turn, said, events);
        Mono<List<Entry<TurnEvent>>> write = rows.isEmpty()
                ? writer.writeAlone(events)
                : tx.in(() -> Flux.concat(rows).then(writer.write(events)));
        return StorageProblem.whileBusy(write)
                .doOnNext(entries -> {
                    events.forEach(said::add);
                    writer.publish(entries);
                })
                .then();
    }

    /**
     * What is to be written besides the events themselves. SQL only: joins the caller's transaction.
     *
     * @param said what was said before them
     */
    List<Mono<Void>> rows(Turn turn, Transcript said, List<TurnEvent> events) {
        List<Mono<Void>> rows = questions(turn, said, events);
        List<Item> done = items(turn, said, events);
        if (!done.isEmpty()) {
            rows.add(items.add(turn.conversationNo(), turn.no(), turn.ordinal(), done));
        }
        return rows;
    }

    private List<Item> items(Turn turn, Transcript said, List<TurnEvent> events) {
        List<Item> done = new ArrayList<>();
        int position = said.nextPosition();
        for (TurnEvent event : events) {
            Item item = turnItems.endingWith(event, turn, position);
            if (item != null) {
                done.add(item);
                position++;
            }
        }
        return done;
    }

    /** A turn waits from the question on, and runs again when its agent does: whenever the server dies, its state is true. */
    private List<Mono<Void>> questions(Turn turn, Transcript said, List<TurnEvent> events) {
        List<Mono<Void>> rows = new ArrayList<>();
        for (TurnEvent event : events) {
            switch (event) {
                case TurnEvent.Asked asked -> {
                    rows.add(questions.insert(turn, asked, Times.now(clock)));
                    rows.add(turns.begun(turn.no(), TurnState.WAITING));
                }
                case TurnEvent.Answered answered -> {
                    rows.add(questions.close(turn, answered, Times.now(clock)));
                    rows.add(remember(turn, said, answered));
                }
                case TurnEvent.Started ignored
                when said.waiting() -> rows.add(turns.begun(turn.no(), TurnState.RUNNING));
                default -> {}
            }
        }
        return rows;
    }

    /** What is decided for later calls too is kept with the decision, or neither is. */
    private Mono<Void> remember(Turn turn, Transcript said, TurnEvent.Answered answered) {
        if (!(answered instanceof TurnEvent.ApprovalGiven given)
                || !given.decision().remembered()
                || !(said.question(given.questionId()) instanceof TurnEvent.ApprovalAsked asked)) {
            return Mono.empty();
        }
        return conversations
                .require(turn.owner(), turn.conversationId())
                .flatMap(conversation -> permissions.remember(
                        turn.owner(), conversation.project().no(), asked.name(), asked.access(), given.decision()));
    }
}
