package dev.cowork.server.settings;

import dev.cowork.server.platform.requests.HeaderField;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Headers by provider, {@code {"anthropic":{"x-team":"blue"}}}. A value may be a key. */
final class ProviderHeaders {

    /** The most headers of one provider. */
    static final int MOST = 32;

    private ProviderHeaders() {}

    /**
     * @param providers what stands in the setting
     * @return why it is not what it should be, without a word of it; null when it is
     */
    static @Nullable String fault(JsonNode providers) {
        if (!providers.isObject()) {
            return "must be a JSON object by provider";
        }
        for (JsonNode headers : providers) {
            if (!headers.isObject()) {
                return "must hold a JSON object of names and values for each provider";
            }
            if (headers.size() > MOST) {
                return "must not have more than " + MOST + " headers for a provider";
            }
            for (Map.Entry<String, JsonNode> header : headers.properties()) {
                if (!HeaderField.isName(header.getKey())) {
                    return "must not have a name that no header can have";
                }
                if (!header.getValue().isString()
                        || !HeaderField.isValue(header.getValue().stringValue())) {
                    return "must have plain text without blanks at its ends as each value";
                }
            }
        }
        return null;
    }

    /** The values of all headers, those of an unreadable text left out. */
    static List<String> values(String text) {
        try {
            return JsonMapper.shared()
                    .readTree(text)
                    .valueStream()
                    .flatMap(JsonNode::valueStream)
                    .filter(JsonNode::isString)
                    .map(JsonNode::stringValue)
                    .toList();
        } catch (JacksonException unreadable) {
            return List.of();
        }
    }
}
