package dev.cowork.server.models.history;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A provider's own block, such as signed or encrypted reasoning, as it is kept in an item: with the family that can read it again. Other
 * families never get to see it.
 */
public final class Opaque {

    private Opaque() {}

    /**
     * @param family who wrote it
     * @param block the block as it came, JSON text
     * @return what an item keeps
     */
    public static String of(String family, String block) {
        return JsonMapper.shared()
                .createObjectNode()
                .put("family", family)
                .put("block", block)
                .toString();
    }

    /**
     * @param kept what an item keeps, or null
     * @param family who is to read it
     * @return the block, or null when there is none for this family
     */
    static @Nullable JsonNode read(@Nullable String kept, String family) {
        if (kept == null) {
            return null;
        }
        try {
            JsonNode both = JsonMapper.shared().readTree(kept);
            return both.path("family").asString("").equals(family)
                    ? JsonMapper.shared().readTree(both.path("block").asString(""))
                    : null;
        } catch (JacksonException damaged) {
            return null;
        }
    }
}
