package dev.cowork.server.agents.builtin;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;
import reactor.util.concurrent.Queues;

/** The progress lines of a running tool. Lines that come faster than they are taken are dropped. */
final class ProgressLines {

    private static final int MOST_WAITING = 256;
    private static final int LONGEST_LINE = 1_000;

    private final Sinks.Many<String> sink = Sinks.many()
            .unicast()
            .onBackpressureBuffer(Queues.<String>get(MOST_WAITING).get());

    /** May be called from any thread. */
    synchronized void add(String line) {
        sink.tryEmitNext(line.length() <= LONGEST_LINE ? line : line.substring(0, LONGEST_LINE) + "...");
    }

    synchronized void close() {
        sink.tryEmitComplete();
    }

    Flux<String> flux() {
        return sink.asFlux();
    }
}
