package dev.cowork.server.conversations;

import dev.cowork.server.agent.Item;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The history of conversations, item by item. SQL only: every method joins the caller's transaction. */
@Component
public class ItemStore {

    /** More parameters than this fit into no statement. */
    private static final int ROWS_PER_INSERT = 500;
    /** As much of a conversation's text as is held for one turn: more than any model reads. */
    static final int MAX_CHARS = 8 << 20;

    /** No turn is longer; it keeps one answer from filling the memory. */
    private static final int MAX_ITEMS_OF_TURN = 10_000;

    private final ItemRepository items;

    ItemStore(ItemRepository items) {
        this.items = items;
    }

    /**
     * Adds items to a turn.
     *
     * @param conversationNo the conversation's inner key
     * @param turnNo the turn's inner key
     * @param turnOrdinal the turn's place in the conversation, from 0
     * @param added what to add; their positions are free in the turn
     * @return completes when they are written
     */
    public Mono<Void> add(long conversationNo, long turnNo, int turnOrdinal, List<Item> added) {
        return Flux.fromIterable(added)
                .buffer(ROWS_PER_INSERT)
                .concatMap(rows -> items.insert(conversationNo, turnNo, turnOrdinal, rows))
                .then();
    }

    /**
     * The last items of the turns that a turn goes on from: the one before it, the one before that, and so on. In a conversation that was
     * continued from an older answer these are not all.
     *
     * @param owner whose
     * @param conversationNo the conversation's inner key
     * @param turnNo the turn's inner key
     * @param ordinal the turn's place in the conversation
     * @param limit at most this many, the newest
     * @return the items, oldest first, with at most {@value #MAX_CHARS} characters of text together; empty if the conversation is another
     *     owner's
     */
    public Mono<List<Item>> before(String owner, long conversationNo, long turnNo, int ordinal, int limit) {
        return Mono.defer(() -> {
            AtomicLong chars = new AtomicLong();
            return items.lastBefore(owner, conversationNo, turnNo, ordinal, limit)
                    .takeWhile(item -> chars.addAndGet(item.text().length()) <= MAX_CHARS)
                    .collectList()
                    .map(List::reversed);
        });
    }

    /**
     * @param turnNo the turn's inner key
     * @return its items in their order
     */
    public Mono<List<Item>> ofTurn(long turnNo) {
        return items.ofTurn(turnNo, MAX_ITEMS_OF_TURN).collectList();
    }

    /**
     * The users' messages of a range of turns, one of each.
     *
     * @param owner whose
     * @param conversationNo the conversation's inner key
     * @param from the first turn's place in the conversation
     * @param to the last turn's place
     * @param limit at most this many
     * @return the messages in their order; empty if the conversation is another owner's
     */
    public Mono<List<Item>> userMessages(String owner, long conversationNo, int from, int to, int limit) {
        return items.questionsOfTurns(owner, conversationNo, from, to, limit).collectList();
    }

    /**
     * Removes the items of a turn and of all later ones.
     *
     * @param conversationNo the conversation's inner key
     * @param ordinal the turn's place in the conversation
     * @return how many items were removed
     */
    public Mono<Integer> removeFromTurn(long conversationNo, int ordinal) {
        return items.removeFromTurn(conversationNo, ordinal);
    }

    /**
     * Removes the items of one turn.
     *
     * @param conversationNo the conversation's inner key
     * @param ordinal the turn's place in the conversation
     * @return how many items were removed
     */
    public Mono<Integer> removeTurn(long conversationNo, int ordinal) {
        return items.removeTurn(conversationNo, ordinal);
    }
}
