package dev.cowork.server.platform.guard;

import dev.cowork.server.platform.problems.Problem;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.reactive.ServerHttpRequest;

/** Which pages may call. Programs that are no browser send neither an origin nor fetch metadata and pass. */
final class OriginRule {

    /** The page of the packaged desktop app. Its host is no host name, so it is compared as text. */
    private static final String DESKTOP = "app://-";

    private final Set<String> texts = new HashSet<>(Set.of(DESKTOP));
    private final Set<Origin> allowed = new HashSet<>();
    private final OwnOrigins own;
    private final OpenRoutes routes;

    /**
     * @param own this server's own origins
     * @param more further origins
     * @param routes the routes that may be embedded
     */
    OriginRule(OwnOrigins own, Iterable<String> more, OpenRoutes routes) {
        this.own = own;
        this.routes = routes;
        Origin.parse("http://localhost:5173").ifPresent(allowed::add);
        Origin.parse("http://127.0.0.1:5173").ifPresent(allowed::add);
        for (String text : more) {
            String plain = text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
            Origin.parse(plain).ifPresentOrElse(allowed::add, () -> texts.add(plain.toLowerCase(Locale.ROOT)));
        }
    }

    /** Refuses calls from pages that may not call. The host has been judged before. */
    void check(ServerHttpRequest request) {
        List<String> origins = request.getHeaders().getOrEmpty(HttpHeaders.ORIGIN);
        boolean passes = origins.isEmpty() ? passesWithout(request) : origins.size() == 1 && isAllowed(request);
        if (!passes) {
            throw Problem.of(403, "origin_not_allowed", "Requests from this origin are not allowed.");
        }
    }

    /** Whether a request carries one origin that may call. */
    boolean isAllowed(ServerHttpRequest request) {
        List<String> origins = request.getHeaders().getOrEmpty(HttpHeaders.ORIGIN);
        if (origins.size() != 1) {
            return false;
        }
        String text = origins.getFirst();
        if (text.equals("null") || text.equals("file://")) {
            return isElectron(request) || texts.contains(text);
        }
        Optional<Origin> origin = Origin.parse(text);
        return origin.map(known -> allowed.contains(known) || own.contain(known, request))
                .orElseGet(() -> texts.contains(text.toLowerCase(Locale.ROOT)));
    }

    private boolean passesWithout(ServerHttpRequest request) {
        HttpHeaders headers = request.getHeaders();
        List<String> sites = headers.getOrEmpty("Sec-Fetch-Site");
        boolean quiet = sites.isEmpty()
                || (sites.size() == 1
                        && (sites.getFirst().equals("none") || sites.getFirst().equals("same-origin")));
        return quiet || isElectron(request) || isNavigation(request) || routes.mayBeEmbedded(request);
    }

    private static boolean isNavigation(ServerHttpRequest request) {
        return isRead(request) && "navigate".equals(request.getHeaders().getFirst("Sec-Fetch-Mode"));
    }

    private static boolean isRead(ServerHttpRequest request) {
        return request.getMethod() == HttpMethod.GET || request.getMethod() == HttpMethod.HEAD;
    }

    /** Pages cannot choose their user agent without a preflight, and that does not pass. */
    private static boolean isElectron(ServerHttpRequest request) {
        String agent = request.getHeaders().getFirst(HttpHeaders.USER_AGENT);
        return agent != null && agent.contains("Electron/");
    }
}
