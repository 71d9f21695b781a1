package dev.cowork.server.journal;

import java.time.Clock;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Opens, writes, follows and removes streams. */
@Service
public class Journal {

    private final JournalRepository repository;
    private final EventInserts inserts;
    private final Clock clock;
    private final ConcurrentHashMap<Long, Live> live = new ConcurrentHashMap<>();

    Journal(JournalRepository repository, EventInserts inserts, Clock clock) {
        this.repository = repository;
        this.inserts = inserts;
        this.clock = clock;
    }

    /**
     * Makes a stream. Joins the caller's transaction.
     *
     * @param id the public id, unique
     * @param kind what it holds
     * @param owner whose it is
     * @param conversationNo the conversation it goes with, or null
     * @return the stream
     */
    public Mono<StreamRef> open(String id, StreamKind<?> kind, String owner, @Nullable Long conversationNo) {
        return repository.insertStream(id, kind.name(), owner, conversationNo).map(no -> new StreamRef(no, id, owner));
    }

    /**
     * Gives the one writer of a new, empty stream.
     *
     * @param stream the stream
     * @param kind what it holds
     * @param <E> the events
     * @return the writer; the caller sees to it that there is one only, and calls it for one thing at a time
     */
    public <E> StreamWriter<E> writer(StreamRef stream, StreamKind<E> kind) {
        return new StreamWriter<>(stream, kind, 0, repository, inserts, clock, this);
    }

    /**
     * Gives the one writer of a stream that has events already.
     *
     * @param stream the stream
     * @param kind what it holds
     * @param <E> the events
     * @return the writer, placed after the last event
     */
    public <E> Mono<StreamWriter<E>> continueWriting(StreamRef stream, StreamKind<E> kind) {
        return repository
                .end(stream.no())
                .map(end -> new StreamWriter<>(stream, kind, end.lastSeq(), repository, inserts, clock, this));
    }

    /**
     * Reads a stream from any point: first what is there, then what comes, to its last event.
     *
     * @param stream the stream
     * @param kind what it holds
     * @param after the sequence number above which to begin; 0 for all
     * @param <E> the events
     * @return the events above {@code after} in order, without gap or repetition; completes after the last event of the stream. Events are
     *     fetched as they are asked for: a reader that stops asking holds one batch and nothing else
     */
    public <E> Flux<Entry<E>> follow(StreamRef stream, StreamKind<E> kind, long after) {
        return Flux.defer(() -> new StreamReader<>(stream, kind, after, repository, this).entries());
    }

    /**
     * Reads streams that have ended, whole. Much cheaper than following one after the other.
     *
     * @param streams streams of one kind, each ended
     * @param kind what they hold
     * @param <E> the events
     * @return all their events, those of one stream together and in order; the streams in the order of their inner keys
     */
    public <E> Flux<OfStream<E>> ended(List<StreamRef> streams, StreamKind<E> kind) {
        return new EndedStreams(repository, StreamReader.PAGE)
                .rows(streams.stream().map(StreamRef::no).toList())
                .map(found -> new OfStream<>(found.streamNo(), StreamReader.decode(found.row(), kind)));
    }

    /**
     * An event of one of several streams.
     *
     * @param streamNo the stream's inner key
     * @param entry the event
     * @param <E> the kind of event
     */
    public record OfStream<E>(long streamNo, Entry<E> entry) {}

    /**
     * @param stream a stream
     * @return the sequence number of its last durable event, 0 when there is none
     */
    public Mono<Long> lastSeq(StreamRef stream) {
        return repository.end(stream.no()).map(JournalRepository.End::lastSeq);
    }

    /**
     * Removes every stream of a conversation, all of them ended before. Joins the caller's transaction.
     *
     * @param owner whose it is
     * @param conversationNo the conversation
     * @return completes when the rows are gone
     */
    public Mono<Void> removeOfConversation(String owner, long conversationNo) {
        return repository.removeStreamsOfConversation(owner, conversationNo);
    }

    /**
     * Removes one stream that has ended. Joins the caller's transaction.
     *
     * @param stream the stream
     * @return completes when its rows are gone
     */
    public Mono<Void> remove(StreamRef stream) {
        return repository.removeStream(stream.no());
    }

    Live use(long streamNo) {
        return live.compute(streamNo, (no, shared) -> (shared == null ? new Live() : shared).used());
    }

    void unuse(long streamNo, Live used) {
        live.computeIfPresent(streamNo, (no, shared) -> shared == used && shared.unused() ? null : shared);
    }

    /** Readers of an ended stream keep what they share until they leave; later ones read the database. */
    void ended(long streamNo, Live used) {
        live.remove(streamNo, used);
    }

    /** How many unfinished streams are written or read right now. */
    public int liveStreams() {
        return live.size();
    }
}
