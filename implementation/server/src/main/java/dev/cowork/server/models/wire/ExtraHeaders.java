package dev.cowork.server.models.wire;

import dev.cowork.server.platform.requests.HeaderField;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.springframework.http.HttpHeaders;
import tools.jackson.databind.JsonNode;

/** What somebody wants to have in every request to a provider. The values may be secrets, so they never show themselves. */
public final class ExtraHeaders {

    /** None. */
    public static final ExtraHeaders NONE = new ExtraHeaders(Map.of());

    private static final int MOST = 32;

    /** Those that say how the request itself is sent. */
    private static final Set<String> OURS = Set.of(
            "host",
            "connection",
            "content-length",
            "content-type",
            "transfer-encoding",
            "te",
            "upgrade",
            "expect",
            "accept",
            "accept-encoding");

    private static final int SHORTEST_SECRET = 6;

    private final Map<String, String> values;

    private ExtraHeaders(Map<String, String> values) {
        this.values = values;
    }

    /**
     * @param object names and values; what cannot be sent, or is not to be set by hand, is left out
     * @return the headers
     */
    public static ExtraHeaders of(JsonNode object) {
        Map<String, String> values = new LinkedHashMap<>();
        object.forEachEntry((name, value) -> {
            boolean sendable = HeaderField.isName(name)
                    && value.isString()
                    && HeaderField.isValue(value.stringValue())
                    && !OURS.contains(name.toLowerCase(Locale.ROOT));
            if (sendable && values.size() < MOST) {
                values.put(name, value.stringValue());
            }
        });
        return values.isEmpty() ? NONE : new ExtraHeaders(values);
    }

    void put(HttpHeaders headers) {
        values.forEach(headers::set);
    }

    /** The text without any of the values that could be a secret. */
    String redact(String text) {
        String clean = text;
        for (String value : values.values()) {
            if (value.length() >= SHORTEST_SECRET) {
                clean = clean.replace(value.toLowerCase(Locale.ROOT), "***").replace(value, "***");
            }
        }
        return clean;
    }

    @Override
    public String toString() {
        return values.keySet().toString();
    }
}
