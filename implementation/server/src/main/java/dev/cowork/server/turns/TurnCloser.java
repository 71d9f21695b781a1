package dev.cowork.server.turns;

import dev.cowork.server.agent.Item;
import dev.cowork.server.agent.TurnEvent;
import dev.cowork.server.conversations.ConversationStore;
import dev.cowork.server.conversations.ItemStore;
import dev.cowork.server.journal.Entry;
import dev.cowork.server.journal.StreamWriter;
import dev.cowork.server.platform.db.Tx;
import dev.cowork.server.platform.time.Times;
import dev.cowork.server.usage.UsageLog;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The only way a turn ends: what it said last and what was cut off becomes items, open questions are closed, usage is kept, the log gets its
 * one last event, and the conversation's next turn is taken from the queue, all in one transaction.
 */
@Component
class TurnCloser {

    private final Tx tx;
    private final TurnBatch batch;
    private final TurnRepository turns;
    private final TurnItems turnItems;
    private final ItemStore items;
    private final ConversationStore conversations;
    private final UsageLog usage;
    private final QuestionRepository questions;
    private final Clock clock;

    TurnCloser(
            Tx tx,
            TurnBatch batch,
            TurnRepository turns,
            TurnItems turnItems,
            ItemStore items,
            ConversationStore conversations,
            UsageLog usage,
            QuestionRepository questions,
            Clock clock) {
        this.tx = tx;
        this.batch = batch;
        this.turns = turns;
        this.turnItems = turnItems;
        this.items = items;
        this.conversations = conversations;
        this.usage = usage;
        this.questions = questions;
        this.clock = clock;
    }

    /**
     * A turn that has ended.
     *
     * @param entries its last events, not yet published
     * @param next the turn of the same conversation that runs now, or null
     */
    record Closed(List<Entry<TurnEvent>> entries, @Nullable Turn next) {}

    /**
     * Ends a turn.
     *
     * @param turn the turn
     * @param writer its log's writer, with nothing unpublished
     * @param said what is in its log
     * @param lastWords what it has said besides, in order
     * @param reason why it ends
     * @param takeNext whether the conversation's next turn may begin
     * @return what was written; empty when the turn had ended before
     */
    Mono<Closed> close(
            Turn turn,
            StreamWriter<TurnEvent> writer,
            Transcript said,
            List<TurnEvent> lastWords,
            EndingReason reason,
            boolean takeNext) {
        return tx.in(() -> turns.finish(turn.no(), reason.state(), reason.code(), Times.now(clock))
                .filter(ended -> ended)
                .flatMap(ended -> Flux.concat(batch.rows(turn, said, lastWords))
                        .then(write(turn, writer, said.and(lastWords), lastWords, reason, takeNext))));
    }

    private Mono<Closed> write(
            Turn turn,
            StreamWriter<TurnEvent> writer,
            Transcript said,
            List<TurnEvent> lastWords,
            EndingReason reason,
            boolean takeNext) {
        List<Item> cutOff = turnItems.cutOff(turn, said);
        Mono<Void> saveItems =
                cutOff.isEmpty() ? Mono.empty() : items.add(turn.conversationNo(), turn.no(), turn.ordinal(), cutOff);
        List<TurnEvent.Answered> closed =
                said.questions().stream().map(Unanswered::of).toList();
        Mono<Void> closeQuestions = Flux.fromIterable(closed)
                .concatMap(question -> questions.close(turn, question, Times.now(clock)))
                .then();
        return saveItems
                .then(closeQuestions)
                .then(usage.add(turn.owner(), turn.id(), said.usage()))
                .then(conversations.touch(turn.conversationNo()))
                .then(writer.write(lastEvents(turn, said, lastWords, closed, reason)))
                .flatMap(entries -> next(turn, takeNext)
                        .map(next -> new Closed(entries, next))
                        .defaultIfEmpty(new Closed(entries, null)));
    }

    private static List<TurnEvent> lastEvents(
            Turn turn,
            Transcript said,
            List<TurnEvent> lastWords,
            List<TurnEvent.Answered> closed,
            EndingReason reason) {
        // what completes unhindered leaves nothing open but calls for the caller to run
        boolean whole = reason.state() == TurnState.COMPLETED && said.limit() == null;
        List<TurnEvent> events = new ArrayList<>(lastWords);
        events.addAll(whole ? List.of() : said.cutOff());
        events.addAll(closed);
        events.add(reason.event(turn, said));
        return events;
    }

    private Mono<Turn> next(Turn turn, boolean takeNext) {
        return takeNext ? turns.startNext(turn.owner(), turn.conversationNo()) : Mono.empty();
    }
}
