package dev.cowork.server.platform.guard;

import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.PathContainer;
import org.springframework.http.server.reactive.ServerHttpRequest;

/** All open routes: those of the published contracts and those that beans add. */
final class OpenRoutes {

    private static final List<OpenRoute> PUBLISHED = Stream.of(
                    Stream.of("/", "/health", "/api/v1/health").map(OpenRoute::withoutToken),
                    Stream.of(
                                    "/api/v1/artifacts/serve/**",
                                    "/api/v1/artifacts/proxy/**",
                                    "/api/v1/artifacts/preview",
                                    "/api/v1/artifacts/preview-asset/**",
                                    "/api/v1/projects/preview-asset/**",
                                    "/api/v1/connectors/specs/{id}/logo",
                                    "/api/v1/connectors/logos/**",
                                    "/v1/artifacts/preview",
                                    "/v1/artifacts/preview-asset/**",
                                    "/v1/projects/preview-asset/**")
                            .map(OpenRoute::embedded),
                    Stream.of(
                                    "/api/v1/connectors/oauth/{spec}/callback",
                                    "/api/v1/oauth/callback/{integration}",
                                    "/v1/integrations/{service}/oauth/callback")
                            .map(OpenRoute::callback),
                    Stream.of("/api/v1/channels/{channel}/webhook").map(OpenRoute::withoutToken))
            .flatMap(routes -> routes)
            .toList();

    private final List<OpenRoute> routes;

    OpenRoutes(Stream<OpenRoute> more) {
        this.routes = Stream.concat(PUBLISHED.stream(), more).toList();
    }

    /** Whether it is a read of something that other pages may show. */
    boolean mayBeEmbedded(ServerHttpRequest request) {
        boolean read = request.getMethod() == HttpMethod.GET || request.getMethod() == HttpMethod.HEAD;
        return read && any(request, OpenRoute::embedded);
    }

    /** Whether it is answered without a token. */
    boolean needsNoToken(ServerHttpRequest request) {
        return any(request, OpenRoute::withoutToken);
    }

    private boolean any(ServerHttpRequest request, Predicate<OpenRoute> kind) {
        PathContainer path = withoutTrailingSlash(request.getPath().pathWithinApplication());
        return routes.stream().filter(kind).anyMatch(route -> route.pattern().matches(path));
    }

    /** Both spellings of an address are one route. */
    static PathContainer withoutTrailingSlash(PathContainer path) {
        int last = path.elements().size() - 1;
        boolean trailing = last > 0 && path.elements().get(last) instanceof PathContainer.Separator;
        return trailing ? path.subPath(0, last) : path;
    }
}
