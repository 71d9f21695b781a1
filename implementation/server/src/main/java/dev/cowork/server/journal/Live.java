package dev.cowork.server.journal;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;

/**
 * What all readers of one unfinished stream share: its newest durable events and the list of who waits for more.
 *
 * <p>Bounded twice, by {@value #MAX_EVENTS} events and {@value #MAX_BYTES} bytes; what falls out is read from the database.
 */
final class Live {

    static final int MAX_EVENTS = 512;
    static final int MAX_BYTES = 256 * 1024;
    static final int BATCH = 64;

    private final ArrayDeque<Entry<?>> ring = new ArrayDeque<>();
    /** Who waits, and above which number. */
    private final Map<MonoSink<Void>, Long> waiting = new LinkedHashMap<>();

    private int bytes;
    private long lastSeq;
    private boolean closed;
    private @Nullable RuntimeException broken;
    private int users;

    /** Counts one more writer or reader; only under the registry's lock of this stream. */
    Live used() {
        users++;
        return this;
    }

    /** Counts one less; only under the registry's lock of this stream. Tells whether that was the last. */
    boolean unused() {
        return --users == 0;
    }

    void publish(List<? extends Entry<?>> entries, boolean last) {
        List<MonoSink<Void>> wake;
        synchronized (this) {
            for (Entry<?> entry : entries) {
                ring.addLast(entry);
                bytes += entry.bytes();
                lastSeq = entry.seq();
                while (ring.size() > MAX_EVENTS || bytes > MAX_BYTES && ring.size() > 1) {
                    bytes -= ring.removeFirst().bytes();
                }
            }
            closed |= last;
            broken = null;
            wake = wake();
        }
        wake.forEach(MonoSink::success);
    }

    /** Ends every reader, when it has read what is durable, with an error that is in no log. */
    void fail(RuntimeException error) {
        List<MonoSink<Void>> wake;
        synchronized (this) {
            broken = error;
            wake = wake();
        }
        wake.forEach(MonoSink::success);
    }

    /** Those for whom there is something: a reader whose cursor lies ahead sleeps on. */
    private List<MonoSink<Void>> wake() {
        List<MonoSink<Void>> wake = new ArrayList<>();
        waiting.entrySet().removeIf(waiter -> {
            boolean found = closed || broken != null || waiter.getValue() < lastSeq;
            if (found) {
                wake.add(waiter.getKey());
            }
            return found;
        });
        return wake;
    }

    /** The next durable events above {@code after}, at most {@value #BATCH}; null when the ring does not reach back that far. */
    synchronized @Nullable List<Entry<?>> after(long after) {
        if (ring.isEmpty() || ring.getFirst().seq() > after + 1) {
            return null;
        }
        // numbers have no gaps; whoever follows stands near the end, and need not be led there from the beginning
        return lastSeq - after <= BATCH ? newest(after) : oldest(after);
    }

    private List<Entry<?>> newest(long after) {
        List<Entry<?>> out = new ArrayList<>();
        Iterator<Entry<?>> back = ring.descendingIterator();
        while (back.hasNext()) {
            Entry<?> entry = back.next();
            if (entry.seq() <= after) {
                break;
            }
            out.add(entry);
        }
        Collections.reverse(out);
        return out;
    }

    private List<Entry<?>> oldest(long after) {
        List<Entry<?>> out = new ArrayList<>(BATCH);
        for (Entry<?> entry : ring) {
            if (entry.seq() > after) {
                out.add(entry);
                if (out.size() == BATCH) {
                    break;
                }
            }
        }
        return out;
    }

    /** Whether the last event of the stream has been published. */
    synchronized boolean closed() {
        return closed;
    }

    /** Why nothing can be written now, or null. */
    synchronized @Nullable RuntimeException broken() {
        return broken;
    }

    /** Completes as soon as there may be something above {@code after}. */
    Mono<Void> await(long after) {
        return Mono.create(sink -> {
            boolean now;
            synchronized (this) {
                now = closed || broken != null || lastSeq > after;
                if (!now) {
                    waiting.put(sink, after);
                    sink.onDispose(() -> forget(sink));
                }
            }
            if (now) {
                sink.success();
            }
        });
    }

    private synchronized void forget(MonoSink<Void> sink) {
        waiting.remove(sink);
    }
}
