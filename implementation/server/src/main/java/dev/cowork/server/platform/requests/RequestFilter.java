package dev.cowork.server.platform.requests;

import dev.cowork.server.platform.ids.Ids;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/** First of all filters: gives the request its id, the answer its general headers, the log a line. */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
final class RequestFilter implements WebFilter {

    private static final Logger log = LoggerFactory.getLogger("dev.cowork.access");

    private final Ids ids;

    RequestFilter(Ids ids) {
        this.ids = ids;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        String id = ids.next("req");
        long start = System.nanoTime();
        exchange.getAttributes().put(RequestId.KEY, id);
        exchange.getAttributes().put(ServerWebExchange.LOG_ID_ATTRIBUTE, id);
        HttpHeaders headers = exchange.getResponse().getHeaders();
        headers.set(RequestId.HEADER, id);
        headers.set("X-Content-Type-Options", "nosniff");
        headers.set("Referrer-Policy", "no-referrer");
        if (isSensitive(exchange.getRequest().getPath().value())) {
            exchange.getResponse().beforeCommit(() -> {
                headers.setCacheControl("no-store");
                return Mono.empty();
            });
        }
        exchange.getResponse().beforeCommit(() -> {
            note(exchange, id, start);
            return Mono.empty();
        });
        return chain.filter(exchange).contextWrite(context -> context.put(RequestId.KEY, id));
    }

    /** Answers that hold settings or grants are never kept by a browser. */
    private static boolean isSensitive(String path) {
        for (String prefix : new String[] {"/api/v1/settings", "/v1/settings", "/api/v1/connectors/oauth"}) {
            if (path.equals(prefix) || path.startsWith(prefix + "/")) {
                return true;
            }
        }
        return false;
    }

    /** Without query and body: they hold what people write. */
    private static void note(ServerWebExchange exchange, String id, long start) {
        if (log.isDebugEnabled()) {
            HttpStatusCode status = exchange.getResponse().getStatusCode();
            log.debug(
                    "{} {} {} {} {} ms",
                    id,
                    exchange.getRequest().getMethod().name(),
                    exchange.getRequest().getURI().getRawPath(),
                    status == null ? 200 : status.value(),
                    (System.nanoTime() - start) / 1_000_000);
        }
    }
}
