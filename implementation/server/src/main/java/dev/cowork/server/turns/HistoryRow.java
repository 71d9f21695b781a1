package dev.cowork.server.turns;

import dev.cowork.server.agent.TurnEvent;
import dev.cowork.server.journal.Entry;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * One message as a person reads a conversation: what the user said, or all that an agent said in a turn.
 *
 * @param id the row's public id, the same while the turn runs and afterwards
 * @param role {@code user} or {@code assistant}
 * @param turn the turn
 * @param index the turn's place among the turns that are left, from 0
 * @param content what the client sent, for a user's row; null for an agent's
 * @param text the readable text
 * @param createdAt microseconds since 1970 UTC
 * @param waitsFor what the turn waits for, for a user's row; empty unless it waits
 * @param log the turn's events with runs of deltas joined, for an agent's row; empty for a user's
 */
public record HistoryRow(
        String id,
        String role,
        Turn turn,
        int index,
        @Nullable JsonNode content,
        String text,
        long createdAt,
        List<TurnEvent.Asked> waitsFor,
        List<Entry<TurnEvent>> log) {

    HistoryRow waitingFor(List<TurnEvent.Asked> questions) {
        return new HistoryRow(id, role, turn, index, content, text, createdAt, questions, log);
    }
}
