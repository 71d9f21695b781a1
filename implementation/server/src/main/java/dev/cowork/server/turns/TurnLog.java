package dev.cowork.server.turns;

import dev.cowork.server.agent.TurnEvent;
import dev.cowork.server.journal.StreamWriter;
import java.util.List;
import reactor.core.publisher.Mono;

/** Writes what a turn says. */
interface TurnLog {

    /** Writes a batch of events with their items; completes when it is durable and visible. */
    Mono<Void> append(Turn turn, StreamWriter<TurnEvent> writer, Transcript said, List<TurnEvent> events);
}
