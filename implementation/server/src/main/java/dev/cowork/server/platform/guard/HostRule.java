package dev.cowork.server.platform.guard;

import dev.cowork.server.platform.problems.Problem;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.springframework.http.server.reactive.ServerHttpRequest;

/**
 * The server answers only under names that are its own, so that a hostile page cannot reach it by pointing its own name at this machine.
 * The port does not matter: it may be mapped.
 */
final class HostRule {

    private final Set<String> names = new HashSet<>(Set.of("localhost", "127.0.0.1", "[::1]"));

    /** @param more the configured host and further names; wildcard addresses are no names */
    HostRule(Iterable<String> more) {
        for (String name : more) {
            String bracketed = name.indexOf(':') >= 0 && !name.startsWith("[") ? "[" + name + "]" : name;
            Authority.parse(bracketed)
                    .map(Authority::name)
                    .filter(known -> !known.equals("0.0.0.0") && !known.equals("[::]"))
                    .ifPresent(names::add);
        }
    }

    /** Refuses a request for another host, with no host, with several, or whose target names another one. */
    void check(ServerHttpRequest request) {
        List<String> hosts = request.getHeaders().getOrEmpty("Host");
        boolean own = hosts.size() == 1 && isOwn(Authority.parse(hosts.getFirst()));
        String target = request.getURI().getRawAuthority();
        if (!own || (target != null && !isOwn(Authority.parse(target)))) {
            throw Problem.of(421, "host_not_allowed", "This server does not answer to that host name.");
        }
    }

    private boolean isOwn(Optional<Authority> authority) {
        return authority.filter(known -> names.contains(known.name())).isPresent();
    }
}
