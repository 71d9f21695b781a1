package dev.cowork.server.platform.problems;

import dev.cowork.server.platform.requests.RequestId;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.webflux.error.ErrorWebExceptionHandler;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.util.DisconnectedClientHelper;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/** The one place that answers a request that failed, whatever failed and whatever the client accepts. */
@Component
@Order(-2)
final class ProblemHandler implements ErrorWebExceptionHandler {

    private static final Logger log = LoggerFactory.getLogger(ProblemHandler.class);
    private static final ProblemShape RFC = new RfcShape();

    private final List<ProblemShape> shapes;
    private final JsonMapper json;

    ProblemHandler(ObjectProvider<ProblemShape> shapes, JsonMapper json) {
        this.shapes = shapes.orderedStream().toList();
        this.json = json;
    }

    @Override
    public Mono<Void> handle(ServerWebExchange exchange, Throwable thrown) {
        if (DisconnectedClientHelper.isClientDisconnectedException(thrown)) {
            log.debug("{} the client has gone", RequestId.of(exchange));
            return exchange.getResponse().setComplete();
        }
        Failure failure = Failures.of(thrown);
        note(exchange, failure, thrown);
        ServerHttpResponse response = exchange.getResponse();
        if (response.isCommitted()) {
            return Mono.empty();
        }
        ProblemShape shape = shape(exchange);
        return write(response, shape, failure, shape.body(failure, exchange));
    }

    private static void note(ServerWebExchange exchange, Failure failure, Throwable thrown) {
        if (Failures.isInternal(failure)) {
            log.error("{} failed inside", RequestId.of(exchange), thrown);
        } else {
            log.debug("{} answered {} {}", RequestId.of(exchange), failure.status(), failure.code());
        }
    }

    private ProblemShape shape(ServerWebExchange exchange) {
        return shapes.stream()
                .filter(shape -> shape.covers(exchange))
                .findFirst()
                .orElse(RFC);
    }

    private Mono<Void> write(
            ServerHttpResponse response, ProblemShape shape, Failure failure, Map<String, Object> body) {
        byte[] bytes = json.writeValueAsBytes(body);
        HttpHeaders headers = response.getHeaders();
        // whatever the failed handler had said about its own body is no longer true
        for (String stale : List.of(
                HttpHeaders.CONTENT_ENCODING,
                HttpHeaders.CONTENT_DISPOSITION,
                HttpHeaders.CONTENT_RANGE,
                HttpHeaders.ETAG,
                HttpHeaders.LAST_MODIFIED,
                HttpHeaders.CACHE_CONTROL)) {
            headers.remove(stale);
        }
        failure.headers().forEach(headers::put);
        headers.setContentType(shape.mediaType());
        headers.setContentLength(bytes.length);
        response.setStatusCode(HttpStatusCode.valueOf(shape.status(failure)));
        return response.writeWith(
                Mono.fromSupplier(() -> response.bufferFactory().wrap(bytes)));
    }
}
