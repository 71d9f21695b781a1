package dev.cowork.server.turns;

import dev.cowork.server.agent.TurnOptions;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What a turn's request said besides its message. Kept as long as the turn and never changed.
 *
 * @param options how it is to be answered
 * @param metadata the caller's own pairs, in the order of the request; no agent sees them
 * @param particulars what the contract that took the request wants back when it shows the turn; nothing else reads it; null for nothing
 */
public record TurnDetails(
        TurnOptions options,
        Map<String, String> metadata,
        @Nullable JsonNode particulars) {

    /** A request without any of it. */
    public static final TurnDetails NONE = new TurnDetails(TurnOptions.NONE, Map.of(), null);
}
