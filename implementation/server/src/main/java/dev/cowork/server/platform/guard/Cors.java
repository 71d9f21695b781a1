package dev.cowork.server.platform.guard;

import java.util.List;
import java.util.regex.Pattern;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponse;
import reactor.core.publisher.Mono;

/** Cross-origin headers for pages that may call. They stand on errors too, else a page could not read them. */
final class Cors {

    private static final String METHODS = "DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT";
    private static final String EXPOSED =
            "Content-Disposition, ETag, Link, Location, Retry-After, X-Request-Id, X-Total-Count";
    private static final Pattern NAMES =
            Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]+(?:[ \\t]*,[ \\t]*[A-Za-z0-9!#$%&'*+.^_`|~-]+){0,99}");
    private static final String PRIVATE_NETWORK = "Access-Control-Request-Private-Network";

    private Cors() {}

    /** Marks an answer as readable by the calling page, which has been judged before. */
    static void mark(ServerHttpRequest request, ServerHttpResponse response) {
        HttpHeaders headers = response.getHeaders();
        headers.add(HttpHeaders.VARY, HttpHeaders.ORIGIN);
        String origin = request.getHeaders().getFirst(HttpHeaders.ORIGIN);
        if (origin != null) {
            headers.set(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, origin);
            headers.set(HttpHeaders.ACCESS_CONTROL_ALLOW_CREDENTIALS, "true");
            headers.set(HttpHeaders.ACCESS_CONTROL_EXPOSE_HEADERS, EXPOSED);
        }
    }

    static boolean isPreflight(ServerHttpRequest request) {
        HttpHeaders headers = request.getHeaders();
        return request.getMethod() == HttpMethod.OPTIONS
                && headers.containsHeader(HttpHeaders.ORIGIN)
                && headers.containsHeader(HttpHeaders.ACCESS_CONTROL_REQUEST_METHOD);
    }

    /** Answers a preflight of a page that may call. */
    static Mono<Void> answer(ServerHttpRequest request, ServerHttpResponse response) {
        HttpHeaders headers = response.getHeaders();
        headers.addAll(
                HttpHeaders.VARY,
                List.of(
                        HttpHeaders.ACCESS_CONTROL_REQUEST_METHOD,
                        HttpHeaders.ACCESS_CONTROL_REQUEST_HEADERS,
                        PRIVATE_NETWORK));
        headers.set(HttpHeaders.ACCESS_CONTROL_ALLOW_METHODS, METHODS);
        headers.set(HttpHeaders.ACCESS_CONTROL_MAX_AGE, "3600");
        String wanted = request.getHeaders().getFirst(HttpHeaders.ACCESS_CONTROL_REQUEST_HEADERS);
        if (wanted != null && NAMES.matcher(wanted).matches()) {
            headers.set(HttpHeaders.ACCESS_CONTROL_ALLOW_HEADERS, wanted);
        }
        if ("true".equals(request.getHeaders().getFirst(PRIVATE_NETWORK))) {
            headers.set("Access-Control-Allow-Private-Network", "true");
        }
        response.setStatusCode(HttpStatus.NO_CONTENT);
        return response.setComplete();
    }
}
