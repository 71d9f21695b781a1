package dev.cowork.server.platform.guard;

import java.util.List;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;

/** How large the body of a request may be: a little for most, much where pictures come within a message. */
final class BodySizes {

    private static final List<PathPattern> WITH_PICTURES =
            List.of(PathPatternParser.defaultInstance.parse("/api/v1/responses"));

    private final long usual;
    private final long withPictures;

    /**
     * @param usual bytes
     * @param withPictures bytes
     */
    BodySizes(long usual, long withPictures) {
        this.usual = usual;
        this.withPictures = withPictures;
    }

    /** The most bytes of this request's body. */
    long of(ServerHttpRequest request) {
        var path = OpenRoutes.withoutTrailingSlash(request.getPath().pathWithinApplication());
        return WITH_PICTURES.stream().anyMatch(pattern -> pattern.matches(path)) ? withPictures : usual;
    }
}
