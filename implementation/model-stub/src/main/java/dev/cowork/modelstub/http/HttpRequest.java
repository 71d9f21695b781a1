package dev.cowork.modelstub.http;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request as it was read.
 *
 * @param method the method, as sent
 * @param path the path without the query
 * @param headers by lower-case name; the values of a repeated header are joined with a comma
 * @param body the body, empty when there is none
 * @param http11 whether the client speaks HTTP/1.1 and so reads chunks
 */
public record HttpRequest(String method, String path, Map<String, String> headers, byte[] body, boolean http11) {

    /** A header by its lower-case name, or null. */
    public @Nullable String header(String name) {
        return headers.get(name);
    }

    boolean keepsAlive() {
        return http11 && !"close".equalsIgnoreCase(headers.getOrDefault("connection", ""));
    }
}
