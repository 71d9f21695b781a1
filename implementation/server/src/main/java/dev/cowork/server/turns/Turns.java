package dev.cowork.server.turns;

import dev.cowork.server.agent.Item;
import dev.cowork.server.agent.TurnEvent;
import dev.cowork.server.conversations.ItemStore;
import dev.cowork.server.journal.Entry;
import dev.cowork.server.journal.Journal;
import dev.cowork.server.platform.problems.Problem;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Everything a contract does with turns.
 *
 * <p>A turn runs by itself: nothing that happens to a connection stops it. What it says is in its log before anybody sees it, and can be
 * read from any point, as often as wanted, also after a restart.
 */
@Service
public class Turns {

    static final int MAX_LISTED = 1000;

    private final TurnStarter starter;
    private final TurnStopper stopper;
    private final TurnRemoval removal;
    private final TurnRepository turns;
    private final TurnDetailsRepository details;
    private final ItemStore items;
    private final TurnEngine engine;
    private final Journal journal;
    private final TurnStream kind;

    Turns(
            TurnStarter starter,
            TurnStopper stopper,
            TurnRemoval removal,
            TurnRepository turns,
            TurnDetailsRepository details,
            ItemStore items,
            TurnEngine engine,
            Journal journal,
            TurnStream kind) {
        this.starter = starter;
        this.stopper = stopper;
        this.removal = removal;
        this.turns = turns;
        this.details = details;
        this.items = items;
        this.engine = engine;
        this.journal = journal;
        this.kind = kind;
    }

    /**
     * Starts a turn, or joins the one that the same key has started.
     *
     * @param request the message
     * @return the turn, once the message is stored for good; 404 for an unknown project or previous turn, 422 when a field is wrong, when an
     *     output has no call ({@code call_not_found}), when a function has the name of a tool of ours ({@code function_name_taken}) or when the key came with another request, 429 when too many
     *     turns wait
     */
    public Mono<StartedTurn> start(StartTurn request) {
        return starter.start(request);
    }

    /**
     * Follows a turn's log.
     *
     * @param turn the turn
     * @param after the sequence number above which to begin; 0 for all
     * @return the events in order to the last one of the turn, as they are asked for
     */
    public Flux<Entry<TurnEvent>> follow(Turn turn, long after) {
        return journal.follow(turn.stream(), kind, after);
    }

    /**
     * @param owner whose it is
     * @param turnId the turn
     * @return the turn; 404 when there is none
     */
    public Mono<Turn> require(String owner, String turnId) {
        return turns.byId(owner, turnId).switchIfEmpty(Mono.error(() -> Problem.notFound("Response")));
    }

    /**
     * @param turn a turn
     * @return what its request said besides its message; 404 when it has gone meanwhile
     */
    public Mono<TurnDetails> details(Turn turn) {
        return details.read(turn.owner(), turn.no()).switchIfEmpty(Mono.error(() -> Problem.notFound("Response")));
    }

    /**
     * Reads a turn as a whole.
     *
     * @param owner whose it is
     * @param turnId the turn
     * @return the turn as it is now; 404 when there is none
     */
    public Mono<TurnReport> read(String owner, String turnId) {
        return require(owner, turnId).flatMap(this::read);
    }

    /** The turn is read before its items, so an ended one has all of them. */
    private Mono<TurnReport> read(Turn turn) {
        Mono<Optional<TurnEvent.Ending>> ending = turn.state().open()
                ? Mono.just(Optional.empty())
                : lastEvent(turn)
                        .map(Entry::event)
                        .ofType(TurnEvent.Ending.class)
                        .map(Optional::of)
                        .defaultIfEmpty(Optional.empty());
        return Mono.zip(details(turn), items.ofTurn(turn.no()), ending)
                .map(read ->
                        report(turn, read.getT1(), read.getT2(), read.getT3().orElse(null)));
    }

    private static TurnReport report(
            Turn turn, TurnDetails details, List<Item> all, TurnEvent.@Nullable Ending ending) {
        Map<Boolean, List<Item>> input =
                all.stream().collect(Collectors.partitioningBy(item -> item.position() < turn.inputs()));
        return new TurnReport(
                turn,
                details,
                Objects.requireNonNull(input.get(true)),
                Objects.requireNonNull(input.get(false)),
                ending);
    }

    /**
     * Deletes one turn with its items and its log; what is open of it is cancelled first. The others of its conversation stay: those that
     * went on from it go on from the one before it. A conversation that is in no list goes with its last turn.
     *
     * @param owner whose it is
     * @param turnId the turn
     * @return completes when it is gone; 404 when there is none
     */
    public Mono<Void> delete(String owner, String turnId) {
        return removal.remove(owner, turnId);
    }

    /**
     * @param owner whose it is
     * @param conversationId the conversation
     * @return its running turn, else its oldest queued one, else its last one; empty when it has none
     */
    public Mono<Turn> current(String owner, String conversationId) {
        return turns.current(owner, conversationId);
    }

    /**
     * @param owner whose they are
     * @param conversationId only of this conversation, or null for all
     * @return the open turns of listed conversations, one for each: the running one, else the oldest queued
     */
    public Mono<List<Turn>> inFlight(String owner, @Nullable String conversationId) {
        return turns.allOpen(owner, MAX_LISTED)
                .map(open -> open.stream()
                        .filter(turn -> conversationId == null || conversationId.equals(turn.conversationId()))
                        .collect(FirstOfConversation.collector()));
    }

    /**
     * @param owner whose they are
     * @return the conversations with a turn in flight right now; from memory
     */
    public List<String> liveConversations(String owner) {
        return engine.open().stream()
                .map(TurnRun::turn)
                .filter(turn -> turn.owner().equals(owner))
                .map(Turn::conversationId)
                .distinct()
                .toList();
    }

    /**
     * @param turn a turn
     * @return its last durable event; empty when it has none
     */
    public Mono<Entry<TurnEvent>> lastEvent(Turn turn) {
        return journal.lastSeq(turn.stream())
                .filter(seq -> seq > 0)
                .flatMap(seq -> journal.follow(turn.stream(), kind, seq - 1).next());
    }

    /**
     * Ends one turn and leaves the others of its conversation alone.
     *
     * @param owner whose it is
     * @param turnId the turn
     * @param stalled whether it is ended because nothing came any more, which makes it a failure
     * @return what was done, after it is stored; 404 for an unknown turn
     */
    public Mono<CancelOutcome> cancelTurn(String owner, String turnId, boolean stalled) {
        return stopper.stopTurn(owner, turnId, stalled);
    }

    /**
     * Ends the running turn of a conversation and drops those that wait behind it.
     *
     * @param owner whose it is
     * @param conversationId the conversation; a client's temporary id does nothing
     * @param expectedTurn the turn that the caller believes to be running, or null
     * @param stalled whether it is ended because nothing came any more, which makes it a failure
     * @return what was done, after it is stored; 404 for an unknown conversation or when another turn runs
     */
    public Mono<CancelOutcome> cancelConversation(
            String owner, String conversationId, @Nullable String expectedTurn, boolean stalled) {
        return stopper.stopConversation(owner, conversationId, expectedTurn, stalled);
    }
}
