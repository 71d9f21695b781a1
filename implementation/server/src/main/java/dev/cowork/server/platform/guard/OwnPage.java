package dev.cowork.server.platform.guard;

import dev.cowork.server.platform.problems.Problem;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.server.ServerWebExchange;

/**
 * For what only a page of this server may have, opened on this machine: secrets in clear.
 *
 * <p>Such a page's script says so by its origin or, where browsers send none, by {@code Sec-Fetch-Site: same-origin}, which no page can
 * forge. Pages that agents made have no origin, because they are sandboxed, and so never count as ours.
 */
public final class OwnPage {

    private static final List<String> OF_PROXIES = List.of("Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "Via");

    private final OwnOrigins own;

    OwnPage(OwnOrigins own) {
        this.own = own;
    }

    /**
     * @param exchange a request that has passed the guard
     * @throws Problem 403 {@code own_page_only} unless it comes from a page of this server on this machine, without a proxy between
     */
    public void check(ServerWebExchange exchange) {
        ServerHttpRequest request = exchange.getRequest();
        if (!isLocal(request) || !isOwn(request)) {
            throw Problem.of(
                    403, "own_page_only", "This is given only to the server's own page, opened on the same computer.");
        }
    }

    private static boolean isLocal(ServerHttpRequest request) {
        InetSocketAddress remote = request.getRemoteAddress();
        InetAddress address = remote == null ? null : remote.getAddress();
        boolean proxied = OF_PROXIES.stream().anyMatch(request.getHeaders()::containsHeader);
        return address != null && address.isLoopbackAddress() && !proxied;
    }

    private boolean isOwn(ServerHttpRequest request) {
        List<String> origins = request.getHeaders().getOrEmpty(HttpHeaders.ORIGIN);
        if (origins.isEmpty()) {
            return request.getHeaders().getOrEmpty("Sec-Fetch-Site").equals(List.of("same-origin"));
        }
        return origins.size() == 1
                && Origin.parse(origins.getFirst())
                        .filter(origin -> own.contain(origin, request))
                        .isPresent();
    }
}
