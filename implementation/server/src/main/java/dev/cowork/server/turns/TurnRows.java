package dev.cowork.server.turns;

import dev.cowork.server.journal.StreamRef;
import io.r2dbc.spi.Readable;
import java.util.Objects;

/** Reads rows of the table {@code turn}. */
final class TurnRows {

    private TurnRows() {}

    static Long number(Readable row, int index) {
        return Objects.requireNonNull(row.get(index, Long.class));
    }

    private static String string(Readable row, String column) {
        return Objects.requireNonNull(row.get(column, String.class));
    }

    private static Long number(Readable row, String column) {
        return Objects.requireNonNull(row.get(column, Long.class));
    }

    /** A row with all columns of a turn. */
    static Turn turn(Readable row) {
        String id = string(row, "id");
        String owner = string(row, "owner");
        return new Turn(
                number(row, "no"),
                id,
                owner,
                number(row, "conversation_no"),
                string(row, "conversation_id"),
                new StreamRef(number(row, "stream_no"), id, owner),
                number(row, "ordinal").intValue(),
                TurnState.of(string(row, "state")),
                string(row, "harness"),
                row.get("requested_model", String.class),
                row.get("model", String.class),
                row.get("reasoning_effort", String.class),
                number(row, "inputs").intValue(),
                Objects.requireNonNullElse(row.get("input_text", String.class), ""),
                string(row, "user_item_id"),
                string(row, "assistant_item_id"),
                number(row, "created_at"),
                row.get("finished_at", Long.class));
    }
}
