package dev.cowork.server.platform.guard;

import java.net.InetSocketAddress;
import java.util.HashSet;
import java.util.Set;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.reactive.ServerHttpRequest;

/** The origins of this server itself: as a request addresses it, or under one of its usual names at its real port. */
final class OwnOrigins {

    private final Set<String> names = new HashSet<>(Set.of("localhost", "127.0.0.1", "[::1]"));

    /** @param host the configured host */
    OwnOrigins(String host) {
        Authority.parse(host).map(Authority::name).ifPresent(names::add);
    }

    /** Whether an origin is this server's, for a request whose host has been judged. */
    boolean contain(Origin origin, ServerHttpRequest request) {
        if (!origin.isWeb()) {
            return false;
        }
        String host = request.getHeaders().getFirst(HttpHeaders.HOST);
        boolean same = host != null
                && Origin.parse(origin.scheme() + "://" + host)
                        .filter(origin::equals)
                        .isPresent();
        InetSocketAddress local = request.getLocalAddress();
        return same
                || (local != null
                        && origin.scheme().equals("http")
                        && origin.authority().port() == local.getPort()
                        && names.contains(origin.authority().name()));
    }
}
