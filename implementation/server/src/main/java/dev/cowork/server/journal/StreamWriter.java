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
    private final EventInserts inserts;
    private final Clock clock;
    private final Journal journal;
    private final Live live;
    private volatile long lastSeq;

    StreamWriter(
            StreamRef stream,
            StreamKind<E> kind,
            long lastSeq,
            JournalRepository repository,
            EventInserts inserts,
            Clock clock,
            Journal journal) {
        this.stream = stream;
        this.kind = kind;
        this.lastSeq = lastSeq;
        this.repository = repository;
        this.inserts = inserts;
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
            Numbered<E> numbered = numbered(events);
            Mono<Void> insert = repository.insertEvents(numbered.rows());
            boolean last = events.stream().anyMatch(kind::isLast);
            return (last ? insert.then(repository.markTerminal(stream.no())) : insert).thenReturn(numbered.entries());
        });
    }

    /**
     * Writes events that go with nothing else and end nothing, behind the last published one. In no transaction of the caller's; shares a
     * statement with other streams that write at the same moment. Acknowledged when they survive the death of this process, though perhaps not a
     * power cut.
     *
     * @param events what happened, in order; at least one, none of them the stream's last
     * @return the entries, not yet visible: hand them to {@link #publish}
     */
    public Mono<List<Entry<E>>> writeAlone(List<E> events) {
        return Mono.defer(() -> {
            Numbered<E> numbered = numbered(events);
            return inserts.insert(numbered.rows()).thenReturn(numbered.entries());
        });
    }

    private record Numbered<E>(List<JournalRepository.NewRow> rows, List<Entry<E>> entries) {}

    private Numbered<E> numbered(List<E> events) {
        long now = Times.now(clock);
        List<Entry<E>> entries = new ArrayList<>(events.size());
        List<JournalRepository.NewRow> rows = new ArrayList<>(events.size());
        long seq = lastSeq;
        for (E event : events) {
            String data = kind.encode(event);
            seq++;
            rows.add(new JournalRepository.NewRow(stream.no(), seq, now, kind.type(event), data));
            entries.add(new Entry<>(seq, now, event, data.length() + 64));
        }
        return new Numbered<>(rows, entries);
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
