package dev.cowork.server.platform.guard;

import dev.cowork.server.platform.problems.Problem;
import java.util.Locale;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.reactive.ServerHttpRequest;

/** What a request line and headers may look like at all. The web server's own limits are wider, so that these can be answered properly. */
final class LimitRule {

    /** The longest parameters of the contract fit: a rule of permissions is taken back by its pattern of up to 4,096 characters. */
    static final int TARGET = 64 * 1024;

    static final int HEADERS = 32 * 1024;
    private static final int FIELDS = 100;

    private LimitRule() {}

    static void check(ServerHttpRequest request) {
        String path = request.getURI().getRawPath();
        String query = request.getURI().getRawQuery();
        int target = (path == null ? 0 : path.length()) + (query == null ? 0 : query.length() + 1);
        if (target > TARGET) {
            throw Problem.of(414, "uri_too_long", "The address is too long.");
        }
        int size = 0;
        int fields = 0;
        HttpHeaders headers = request.getHeaders();
        for (String name : headers.headerNames()) {
            for (String value : headers.getOrEmpty(name)) {
                size += name.length() + value.length() + 4;
                fields++;
            }
        }
        if (size > HEADERS || fields > FIELDS) {
            throw Problem.of(431, "headers_too_large", "The headers of the request are too large.");
        }
        if (path != null && path.toLowerCase(Locale.ROOT).contains("%00")) {
            throw Problem.of(400, "parameter_invalid", "The address holds a character that is not allowed.");
        }
    }
}
