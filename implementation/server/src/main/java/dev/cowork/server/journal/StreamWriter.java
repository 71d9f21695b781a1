package dev.cowork.server.journal;

import dev.cowork.server.platform.time.Times;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import reactor.core.publisher.Mono;

/**
 * The one writer of a stream. Not for two callers at the same time.
 *
 * <p>Writing has two steps, so that events can share a transaction with other rows: {@link #write} inside it, {@link #publish} after its
 * commit. A rolled-back write leaves no trace and its numbers are used again.
 *
 * @param <E> the events
 */
public final class StreamWriter<E> {

    private final StreamRef stream;
    private final StreamKind<E> kind;
    private final JournalRepository repository;
    private final Clock clock;
    private final Journal journal;
    private final Live live;
    private volatile long lastSeq;

    StreamWriter(
            StreamRef stream,
            StreamKind<E> kind,
            long lastSeq,
            JournalRepository repository,
            Clock clock,
            Journal journal) {
        this.stream = stream;
        this.kind = kind;
        this.lastSeq = lastSeq;
        this.repository = repository;
        this.clock = clock;
        this.journal = journal;
        this.live = journal.use(stream.no());
    }

    /**
     * Writes events behind the last published one. Joins the caller's transaction, or is one of its own.
     *
     * @param events what happened, in order; at least one
     * @return the entries, not yet visible: hand them to {@link #publish} after the commit
     */
    public Mono<List<Entry<E>>> write(List<E> events) {
        return Mono.defer(() -> {
            long now = Times.now(clock);
            List<Entry<E>> entries = new ArrayList<>(events.size());
            List<JournalRepository.Row> rows = new ArrayList<>(events.size());
            List<String> types = new ArrayList<>(events.size());
            long seq = lastSeq;
            boolean last = false;
            for (E event : events) {
                String data = kind.encode(event);
                seq++;
                rows.add(new JournalRepository.Row(seq, now, data));
                types.add(kind.type(event));
                entries.add(new Entry<>(seq, now, event, data.length() + 64));
                last |= kind.isLast(event);
            }
            Mono<Void> insert = repository.insertEvents(stream.no(), rows, types);
            return (last ? insert.then(repository.markTerminal(stream.no())) : insert).thenReturn(entries);
        });
    }

    /**
     * Makes committed entries visible to readers.
     *
     * @param entries what {@link #write} gave
     */
    public void publish(List<Entry<E>> entries) {
        if (entries.isEmpty()) {
            return;
        }
        Entry<E> newest = entries.getLast();
        lastSeq = newest.seq();
        boolean last = kind.isLast(newest.event());
        live.publish(entries, last);
        if (last) {
            journal.ended(stream.no(), live);
        }
    }

    /**
     * Ends all readers with an error that is in no log: the log itself cannot be written now. The stream stays as it is.
     *
     * @param error what they get
     */
    public void failReaders(RuntimeException error) {
        live.fail(error);
    }

    /** Gives up a stream whose rows are gone or that cannot be ended: its readers get no more. */
    public void abandon() {
        live.publish(List.of(), true);
        journal.ended(stream.no(), live);
    }

    /** Gives the stream back without having ended it. */
    public void release() {
        journal.unuse(stream.no(), live);
    }

    /** The stream it writes. */
    public StreamRef stream() {
        return stream;
    }
}
