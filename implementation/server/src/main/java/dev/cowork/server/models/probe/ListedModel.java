package dev.cowork.server.models.probe;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A model as its provider lists it. Everything in it is the provider's word, cut and cleaned.
 *
 * @param id the provider's name of it
 * @param label its name for people, or null
 * @param enabled whether the account may use it, or null when the provider does not say
 * @param efforts how hard it can think, or null
 * @param usual the level when none is chosen, or null
 */
record ListedModel(
        String id,
        @Nullable String label,
        @Nullable Boolean enabled,
        @Nullable List<String> efforts,
        @Nullable String usual) {

    private static final int MOST = 1_000;
    private static final int MOST_EFFORTS = 16;
    private static final int LONGEST = 200;

    /** Whether this is a list of models at all, maybe of none. */
    static boolean isList(JsonNode body) {
        return body.isArray() || body.path("data").isArray();
    }

    /** Those of a list that can hold a conversation, the first {@value #MOST}. */
    static List<ListedModel> of(JsonNode body) {
        List<ListedModel> models = new ArrayList<>();
        for (JsonNode row : body.isArray() ? body : body.path("data")) {
            String id = text(row, "id");
            if (id != null && models.size() < MOST && speaks(row, id)) {
                models.add(new ListedModel(
                        id.startsWith("models/") ? id.substring("models/".length()) : id, // as Gemini lists them
                        text(row, "label"),
                        row.path("enabled").isBoolean() ? row.path("enabled").asBoolean() : null,
                        efforts(row),
                        text(row, "default_reasoning_effort")));
            }
        }
        return models;
    }

    private static boolean speaks(JsonNode row, String id) {
        JsonNode embedding = row.path("embedding");
        return embedding.isBoolean()
                ? !embedding.asBoolean()
                : !id.toLowerCase(Locale.ROOT).contains("embed");
    }

    private static @Nullable List<String> efforts(JsonNode row) {
        JsonNode list = row.path("reasoning_efforts");
        if (!list.isArray()) {
            return null;
        }
        return list.valueStream()
                .filter(JsonNode::isString)
                .map(JsonNode::asString)
                .filter(each -> each.matches("[\\w-]{1,32}"))
                .limit(MOST_EFFORTS)
                .toList();
    }

    private static @Nullable String text(JsonNode row, String field) {
        JsonNode value = row.path(field);
        String text = value.isString() ? value.asString().strip() : "";
        boolean fits =
                !text.isEmpty() && text.length() <= LONGEST && text.chars().noneMatch(Character::isISOControl);
        return fits ? text : null;
    }
}
