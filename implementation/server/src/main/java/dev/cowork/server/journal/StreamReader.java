package dev.cowork.server.journal;

import dev.cowork.server.platform.sse.ReaderLoop;
import java.util.List;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** One reader of one stream: a position, moved forward only. Used by one subscriber. */
final class StreamReader<E> {

    static final int PAGE = 500;

    private final StreamRef stream;
    private final StreamKind<E> kind;
    private final JournalRepository repository;
    private final Journal journal;
    private final Live live;
    private volatile long position;
    private volatile boolean finished;

    StreamReader(StreamRef stream, StreamKind<E> kind, long after, JournalRepository repository, Journal journal) {
        this.stream = stream;
        this.kind = kind;
        this.position = Math.max(0, after);
        this.repository = repository;
        this.journal = journal;
        // Taken before the database is read: what is committed after that read wakes this reader.
        this.live = journal.use(stream.no());
    }

    Flux<Entry<E>> entries() {
        return Mono.defer(this::next)
                .repeat(() -> !finished)
                .concatMapIterable(batch -> batch, 1)
                .doFinally(signal -> journal.unuse(stream.no(), live));
    }

    /** The next entries; an empty list only at the end. */
    private Mono<List<Entry<E>>> next() {
        boolean closed = live.closed();
        List<Entry<E>> shared = fromRing();
        if (shared == null) {
            return fromDatabase();
        }
        if (!shared.isEmpty()) {
            return Mono.just(advance(shared));
        }
        return closed ? Mono.just(finish()) : more();
    }

    private Mono<List<Entry<E>>> fromDatabase() {
        return repository.page(stream.no(), position, PAGE).flatMap(rows -> {
            if (!rows.isEmpty()) {
                return Mono.just(
                        advance(rows.stream().map(row -> decode(row, kind)).toList()));
            }
            return repository.end(stream.no()).flatMap(end -> {
                if (end.lastSeq() > position) {
                    return fromDatabase();
                }
                return end.terminal() ? Mono.just(finish()) : more();
            });
        });
    }

    private Mono<List<Entry<E>>> more() {
        RuntimeException broken = live.broken();
        if (broken != null) {
            return Mono.error(broken);
        }
        return Mono.deferContextual(
                reader -> live.await(position).publishOn(ReaderLoop.of(reader)).then(Mono.defer(this::next)));
    }

    @SuppressWarnings("unchecked")
    private @Nullable List<Entry<E>> fromRing() {
        List<Entry<?>> entries = live.after(position);
        return (List<Entry<E>>) (List<?>) entries;
    }

    private List<Entry<E>> finish() {
        finished = true;
        return List.of();
    }

    private List<Entry<E>> advance(List<Entry<E>> entries) {
        Entry<E> newest = entries.getLast();
        position = newest.seq();
        finished = kind.isLast(newest.event());
        return entries;
    }

    static <E> Entry<E> decode(JournalRepository.Row row, StreamKind<E> kind) {
        return new Entry<>(
                row.seq(), row.at(), kind.decode(row.data()), row.data().length() + 64);
    }
}
