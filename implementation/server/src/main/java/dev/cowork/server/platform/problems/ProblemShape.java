package dev.cowork.server.platform.problems;

import java.util.Map;
import org.springframework.http.MediaType;
import org.springframework.web.server.ServerWebExchange;

/**
 * How one contract shows what went wrong. A contract offers a bean of this type; the first one (by {@code @Order}) that covers a request is
 * asked, RFC 9457 is what remains.
 */
public interface ProblemShape {

    /**
     * @param exchange a request that failed, possibly before the guard was done with it
     * @return whether this contract answers it
     */
    boolean covers(ServerWebExchange exchange);

    /**
     * @param failure what went wrong
     * @return the status this contract gives to it
     */
    default int status(Failure failure) {
        return failure.status();
    }

    /** The media type of the body; what the client accepts does not matter. */
    default MediaType mediaType() {
        return MediaType.APPLICATION_JSON;
    }

    /**
     * What every contract may build upon.
     *
     * @param failure what went wrong
     * @param exchange the request
     * @return the fields of RFC 9457 with code, request id and the wrong fields; the caller may add to it
     */
    static Map<String, Object> rfc9457(Failure failure, ServerWebExchange exchange) {
        return new RfcShape().body(failure, exchange);
    }

    /**
     * @param failure what went wrong
     * @param exchange the request
     * @return the body, written as JSON in the order of its keys
     */
    Map<String, Object> body(Failure failure, ServerWebExchange exchange);
}
