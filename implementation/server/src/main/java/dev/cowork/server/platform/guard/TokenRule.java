package dev.cowork.server.platform.guard;

import dev.cowork.server.platform.problems.Problem;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.reactive.ServerHttpRequest;

/** The bearer token, where one is demanded. */
final class TokenRule {

    private static final Pattern BEARER = Pattern.compile("(?i:Bearer) +([\\x21-\\x7E]+) *");

    private final Optional<byte[]> token;
    private final OpenRoutes routes;

    /** @param token the token that is demanded; empty if none is */
    TokenRule(Optional<String> token, OpenRoutes routes) {
        this.token = token.map(text -> text.getBytes(StandardCharsets.UTF_8));
        this.routes = routes;
    }

    /** Refuses a request without the token. Comparing takes the same time wherever the difference is. */
    void check(ServerHttpRequest request) {
        if (token.isEmpty() || routes.needsNoToken(request)) {
            return;
        }
        List<String> sent = request.getHeaders().getOrEmpty(HttpHeaders.AUTHORIZATION);
        Matcher bearer = BEARER.matcher(sent.size() == 1 ? sent.getFirst() : "");
        byte[] given = bearer.matches() ? bearer.group(1).getBytes(StandardCharsets.UTF_8) : new byte[0];
        if (!MessageDigest.isEqual(token.get(), given)) {
            throw Problem.of(401, "unauthorized", "A valid access token is needed.");
        }
    }
}
