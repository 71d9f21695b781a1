package dev.cowork.server.agents.builtin;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;
import reactor.util.concurrent.Queues;

/**
 * The progress of a running tool. Everything that comes out of here is kept for ever, so lines are gathered: at most five messages a second,
 * after {@value #BRISK} of them one in two seconds, and at most {@value #MOST}. Each holds the newest lines; the last line is never lost.
 */
final class ProgressLines {

    /** The most messages of one call. */
    static final int MOST = 500;

    /** The most characters of a message. */
    static final int LONGEST = 2_000;

    private static final int BRISK = 200;
    private static final long BRISK_MILLIS = 200;
    private static final long CALM_MILLIS = 2_000;

    private final Scheduler scheduler;
    private final Sinks.Many<String> sink =
            Sinks.many().unicast().onBackpressureBuffer(Queues.<String>get(MOST).get());
    private final Deque<String> lines = new ArrayDeque<>();
    private int chars;
    private int sent;
    private long sentAt;
    private boolean closed;
    private @Nullable Disposable waiting;

    /** @param scheduler what tells the time and wakes it */
    ProgressLines(Scheduler scheduler) {
        this.scheduler = scheduler;
    }

    /** May be called from any thread. */
    synchronized void add(String line) {
        if (closed) {
            return;
        }
        String kept = line.length() <= LONGEST ? line : line.substring(0, LONGEST - 3) + "...";
        lines.add(kept);
        chars += kept.length() + 1;
        while (chars > LONGEST + 1) {
            chars -= lines.remove().length() + 1;
        }
        // the last message is left for the last line
        if (waiting == null && sent < MOST - 1) {
            long pause = sent == 0 ? 0 : sent < BRISK ? BRISK_MILLIS : CALM_MILLIS;
            long left = Math.clamp(sentAt + pause - now(), 0, pause);
            if (left == 0) {
                send();
            } else {
                waiting = scheduler.schedule(this::wake, left, TimeUnit.MILLISECONDS);
            }
        }
    }

    private synchronized void wake() {
        waiting = null;
        send();
    }

    private void send() {
        if (!lines.isEmpty()) {
            sink.tryEmitNext(String.join("\n", lines));
            lines.clear();
            chars = 0;
            sent++;
            sentAt = now();
        }
    }

    /** Sends what has been gathered, and ends. */
    synchronized void close() {
        if (waiting != null) {
            waiting.dispose();
        }
        if (!closed) {
            closed = true;
            send();
            sink.tryEmitComplete();
        }
    }

    Flux<String> flux() {
        return sink.asFlux();
    }

    private long now() {
        return scheduler.now(TimeUnit.MILLISECONDS);
    }
}
