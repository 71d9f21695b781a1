package dev.cowork.server.openai;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.server.reactive.ServerHttpRequest;

/** Which requests this contract answers: those below its own base, and those that an official SDK sends to another one. */
final class SdkRequests {

    /** The base of this contract. */
    static final String BASE = "/openai/v1";

    /** Every official SDK sends it with every request. */
    private static final String SDK = "X-Stainless-Lang";

    private static final List<String> OTHER_BASES = List.of("/v1", "/api/v1");
    private static final List<String> GROUPS = List.of("/models", "/responses");

    private SdkRequests() {}

    /** Whether this contract answers a request. */
    static boolean covers(ServerHttpRequest request) {
        return isBelow(path(request), BASE) || redirected(request) != null;
    }

    /** The path of this contract that a request of an SDK to another base means, or null when it is not one. */
    static @Nullable String redirected(ServerHttpRequest request) {
        if (!request.getHeaders().containsHeader(SDK)) {
            return null;
        }
        String path = path(request);
        for (String base : OTHER_BASES) {
            String rest = path.startsWith(base + "/") ? path.substring(base.length()) : "";
            if (GROUPS.stream().anyMatch(group -> isBelow(rest, group))) {
                return BASE + rest;
            }
        }
        return null;
    }

    /** As it was sent: what is percent-encoded stays so. */
    private static String path(ServerHttpRequest request) {
        return request.getPath().pathWithinApplication().value();
    }

    private static boolean isBelow(String path, String place) {
        return path.equals(place) || path.startsWith(place + "/");
    }
}
