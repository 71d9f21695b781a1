package dev.cowork.server.turns;

import dev.cowork.server.agent.Item;
import dev.cowork.server.agent.TurnEvent;
import dev.cowork.server.conversations.Conversation;
import dev.cowork.server.conversations.ConversationService;
import dev.cowork.server.conversations.ConversationStore;
import dev.cowork.server.conversations.ItemStore;
import dev.cowork.server.journal.Entry;
import dev.cowork.server.journal.Journal;
import dev.cowork.server.journal.StreamRef;
import dev.cowork.server.platform.db.Tx;
import dev.cowork.server.platform.problems.Problem;
import dev.cowork.server.platform.resources.BegunMeanwhile;
import dev.cowork.server.platform.resources.Detached;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Reads a conversation again, turn by turn, and removes turns from its end. */
@Service
public class TurnHistory {

    /** The most turns that are read or removed at once. */
    static final int MAX_TURNS = 10_000;

    /** A page ends early behind this many characters of messages, each of which is repeated in the events of its turn. */
    private static final long MAX_SAID = 4 << 20;

    private final ConversationService conversations;
    private final ConversationStore conversationStore;
    private final TurnRepository turns;
    private final ItemStore items;
    private final TurnStopper stopper;
    private final Journal journal;
    private final TurnStream kind;
    private final TurnQuestions questions;
    private final Tx tx;

    TurnHistory(
            ConversationService conversations,
            ConversationStore conversationStore,
            TurnRepository turns,
            ItemStore items,
            TurnStopper stopper,
            Journal journal,
            TurnStream kind,
            TurnQuestions questions,
            Tx tx) {
        this.conversations = conversations;
        this.conversationStore = conversationStore;
        this.turns = turns;
        this.items = items;
        this.stopper = stopper;
        this.journal = journal;
        this.kind = kind;
        this.questions = questions;
        this.tx = tx;
    }

    /**
     * Reads a page of history: the newest rows, or those before a row.
     *
     * <p>A page of very long messages has fewer rows than were asked for, and at least those of one turn.
     *
     * <p>While a turn is open its user's row is there and its agent's row is not.
     *
     * @param owner whose it is
     * @param conversationId the conversation
     * @param limit the most rows, or null for all
     * @param before the row below which to read, or null for the end
     * @return the page; 404 for an unknown conversation, 422 for a row that is not in it
     */
    public Mono<HistoryPage> page(
            String owner, String conversationId, @Nullable Integer limit, @Nullable String before) {
        return conversations
                .require(owner, conversationId)
                .flatMap(conversation -> before == null
                        ? page(conversation, Integer.MAX_VALUE, false, limit)
                        : turns.byRow(owner, conversation.no(), before)
                                .switchIfEmpty(Mono.error(
                                        () -> Problem.invalid("before", "There is no such item in this conversation")))
                                .flatMap(anchor -> page(
                                        conversation,
                                        anchor.ordinal(),
                                        before.equals(anchor.assistantItemId()),
                                        limit)));
    }

    /** Rows below the turn {@code ordinal}, and that turn's user's row if {@code userRowToo}. */
    private Mono<HistoryPage> page(
            Conversation conversation, int ordinal, boolean userRowToo, @Nullable Integer limit) {
        int below = userRowToo ? ordinal + 1 : ordinal;
        int most = limit == null ? MAX_TURNS : limit + 1;
        AtomicLong said = new AtomicLong();
        return turns.page(conversation.owner(), conversation.no(), below, most)
                .takeUntil(
                        turn -> limit != null && said.addAndGet(turn.inputText().length()) >= MAX_SAID)
                .collectList()
                .map(List::reversed)
                .flatMap(found -> turns.summary(conversation.owner(), conversation.no(), below)
                        .flatMap(summary -> rows(
                                        conversation, found, summary.below() - found.size(), userRowToo ? ordinal : -1)
                                .map(rows -> cut(rows, limit, found.size() < summary.below(), summary.rows()))));
    }

    private static HistoryPage cut(List<HistoryRow> rows, @Nullable Integer limit, boolean older, int total) {
        return limit == null || rows.size() <= limit
                ? new HistoryPage(rows, older, total)
                : new HistoryPage(rows.subList(rows.size() - limit, rows.size()), true, total);
    }

    private Mono<List<HistoryRow>> rows(Conversation conversation, List<Turn> page, int firstIndex, int userRowOnly) {
        if (page.isEmpty()) {
            return Mono.just(List.of());
        }
        return items.userMessages(
                        conversation.owner(),
                        conversation.no(),
                        page.getFirst().ordinal(),
                        page.getLast().ordinal(),
                        MAX_TURNS)
                .map(messages -> messages.stream().collect(Collectors.toMap(Item::turnId, message -> message)))
                .zipWith(logs(page, userRowOnly))
                .map(read -> rows(page, firstIndex, read.getT1(), read.getT2()))
                .flatMap(this::withQuestions);
    }

    /** A conversation has one turn that waits at most, and that is among the last ones. */
    private Mono<List<HistoryRow>> withQuestions(List<HistoryRow> rows) {
        return rows.stream()
                .filter(row -> row.turn().state() == TurnState.WAITING)
                .findFirst()
                .map(waiting -> questions
                        .open(waiting.turn())
                        .map(open -> rows.stream()
                                .map(row -> row.id().equals(waiting.id()) ? row.waitingFor(open) : row)
                                .toList()))
                .orElseGet(() -> Mono.just(rows));
    }

    private static List<HistoryRow> rows(
            List<Turn> page, int firstIndex, Map<String, Item> messages, Map<Long, JoinedDeltas> logs) {
        List<HistoryRow> rows = new ArrayList<>();
        for (int place = 0; place < page.size(); place++) {
            Turn turn = page.get(place);
            rows.add(userRow(turn, firstIndex + place, messages.get(turn.id())));
            JoinedDeltas log = logs.get(turn.stream().no());
            if (log != null) {
                rows.add(agentRow(turn, firstIndex + place, log.all()));
            }
        }
        return rows;
    }

    /** The logs of the turns that have ended, by the key of their stream. */
    private Mono<Map<Long, JoinedDeltas>> logs(List<Turn> page, int userRowOnly) {
        Map<Long, JoinedDeltas> logs = new HashMap<>();
        List<StreamRef> ended = page.stream()
                .filter(turn -> !turn.state().open() && turn.ordinal() != userRowOnly)
                .map(Turn::stream)
                .toList();
        ended.forEach(stream -> logs.put(stream.no(), new JoinedDeltas()));
        return journal.ended(ended, kind)
                .doOnNext(found ->
                        Objects.requireNonNull(logs.get(found.streamNo())).add(found.entry()))
                .then(Mono.just(logs));
    }

    private static HistoryRow userRow(Turn turn, int index, @Nullable Item message) {
        return new HistoryRow(
                turn.userItemId(),
                "user",
                turn,
                index,
                message == null ? null : message.content(),
                turn.inputText(),
                turn.createdAt(),
                List.of(),
                List.of());
    }

    private static HistoryRow agentRow(Turn turn, int index, List<Entry<TurnEvent>> log) {
        return new HistoryRow(
                turn.assistantItemId(),
                "assistant",
                turn,
                index,
                null,
                text(log),
                turn.finishedAt() == null ? turn.createdAt() : turn.finishedAt(),
                List.of(),
                log);
    }

    private static String text(List<Entry<TurnEvent>> log) {
        return !log.isEmpty() && log.getLast().event() instanceof TurnEvent.Ending ending
                ? ending.output().stream().map(TurnEvent.OutputMessage::text).collect(Collectors.joining("\n\n"))
                : "";
    }

    /**
     * Removes a turn and all later ones; what still runs of them is stopped first.
     *
     * @param owner whose it is
     * @param conversationId the conversation
     * @param anchor the id of the agent's row, or of the user's while there is no answer, or digits: the turn's place from 0
     * @return how many items are gone; 404 for an unknown conversation or turn
     */
    public Mono<Integer> deleteFrom(String owner, String conversationId, String anchor) {
        return Detached.from(conversations
                .require(owner, conversationId)
                .flatMap(conversation -> anchor(conversation, anchor)
                        .switchIfEmpty(Mono.error(() -> Problem.notFound("Turn")))
                        .flatMap(first -> stopper.stopFrom(conversation, first.ordinal())
                                .then(remove(conversation, first.ordinal()))
                                .retryWhen(BegunMeanwhile.again()))));
    }

    private Mono<Turn> anchor(Conversation conversation, String anchor) {
        boolean digits = anchor.chars().allMatch(c -> c >= '0' && c <= '9');
        if (!digits) {
            return turns.byRow(conversation.owner(), conversation.no(), anchor)
                    .filter(turn -> turn.state().open() || anchor.equals(turn.assistantItemId()));
        }
        return anchor.length() > 9
                ? Mono.empty()
                : turns.byOrdinalPlace(conversation.owner(), conversation.no(), Integer.parseInt(anchor));
    }

    private Mono<Integer> remove(Conversation conversation, int ordinal) {
        return tx.in(() -> turns.from(conversation.owner(), conversation.no(), ordinal, MAX_TURNS)
                .filter(gone -> gone.stream().noneMatch(turn -> turn.state().open()))
                .switchIfEmpty(Mono.error(BegunMeanwhile::new))
                .flatMap(gone -> items.removeFromTurn(conversation.no(), ordinal)
                        .flatMap(count -> turns.removeFrom(conversation.owner(), conversation.no(), ordinal)
                                .thenMany(Flux.fromIterable(new ArrayList<>(gone)))
                                .concatMap(turn -> journal.remove(turn.stream()))
                                .then(conversationStore.turnsRemoved(conversation.no(), gone.size()))
                                .thenReturn(count))));
    }
}
