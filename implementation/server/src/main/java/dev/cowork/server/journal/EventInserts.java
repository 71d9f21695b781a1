package dev.cowork.server.journal;

import dev.cowork.server.platform.db.Durability;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;

/**
 * Writes events that belong to no transaction. Those of many streams that come while one write is under way go into one statement, so that many
 * turns at once cost few. Whoever made such a statement fail fails alone: each is then written by itself. Bounded by its callers: a stream's
 * writer waits for one write before it asks for the next.
 */
@Component
final class EventInserts {

    /** Rows of one statement, unless one caller alone has more. */
    static final int MOST_ROWS = 64;

    private final JournalRepository repository;
    private final ConcurrentLinkedQueue<Waiting> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger calls = new AtomicInteger();

    EventInserts(JournalRepository repository) {
        this.repository = repository;
    }

    private record Waiting(List<JournalRepository.NewRow> rows, MonoSink<Void> sink) {}

    /**
     * @param rows events of one stream, at least one
     * @return completes when they survive the death of this process; once subscribed to they are written, whether or not anybody listens
     */
    Mono<Void> insert(List<JournalRepository.NewRow> rows) {
        return Mono.create(sink -> {
            waiting.add(new Waiting(rows, sink));
            if (calls.getAndIncrement() == 0) {
                next();
            }
        });
    }

    /** Only for who has made the count leave zero, or has ended a write. */
    private void next() {
        List<Waiting> together = new ArrayList<>();
        List<JournalRepository.NewRow> rows = new ArrayList<>();
        for (Waiting one = waiting.peek();
                one != null && (rows.isEmpty() || rows.size() + one.rows().size() <= MOST_ROWS);
                one = waiting.peek()) {
            waiting.remove();
            together.add(one);
            rows.addAll(one.rows());
        }
        Durability.relaxed(repository.insertEvents(rows))
                .subscribe(null, error -> failed(together, error), () -> written(together));
    }

    private void written(List<Waiting> together) {
        // the next write is under way while these are told
        goOn(together.size());
        together.forEach(one -> one.sink().success());
    }

    private void failed(List<Waiting> together, Throwable error) {
        goOn(together.size());
        if (together.size() == 1) {
            together.getFirst().sink().error(error);
            return;
        }
        for (Waiting one : together) {
            Durability.relaxed(repository.insertEvents(one.rows()))
                    .subscribe(null, one.sink()::error, one.sink()::success);
        }
    }

    private void goOn(int done) {
        if (calls.addAndGet(-done) > 0) {
            next();
        }
    }
}
