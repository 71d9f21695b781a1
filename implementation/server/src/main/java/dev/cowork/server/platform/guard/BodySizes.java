package dev.cowork.server.platform.guard;

import java.util.List;
import org.springframework.http.server.reactive.ServerHttpRequest;

/** How large the body of a request may be: a little for most, much where pictures come within a message. */
final class BodySizes {

    private final long usual;
    private final long withPictures;
    private final List<LargeBodyRoute> routes;

    /**
     * @param usual bytes
     * @param withPictures bytes
     * @param routes where messages come
     */
    BodySizes(long usual, long withPictures, List<LargeBodyRoute> routes) {
        this.usual = usual;
        this.withPictures = withPictures;
        this.routes = List.copyOf(routes);
    }

    /** The most bytes of this request's body. */
    long of(ServerHttpRequest request) {
        var path = OpenRoutes.withoutTrailingSlash(request.getPath().pathWithinApplication());
        return routes.stream().anyMatch(route -> route.pattern().matches(path)) ? withPictures : usual;
    }
}
