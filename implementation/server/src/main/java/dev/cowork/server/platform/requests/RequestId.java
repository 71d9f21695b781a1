package dev.cowork.server.platform.requests;

import org.springframework.web.server.ServerWebExchange;
import reactor.util.context.ContextView;

/** The id of a request: made here, never taken from the caller; in the answer's header, in problems and in the log. */
public final class RequestId {

    /** The header of every answer. */
    public static final String HEADER = "X-Request-Id";

    /** The key in the Reactor context. */
    static final String KEY = RequestId.class.getName();

    private RequestId() {}

    /**
     * @param exchange any request
     * @return its id, or an empty text if the request was refused before it got one
     */
    public static String of(ServerWebExchange exchange) {
        return exchange.getAttribute(KEY) instanceof String id ? id : "";
    }

    /**
     * @param context the context of a subscriber
     * @return the id of the request it belongs to, or an empty text if it belongs to none
     */
    public static String of(ContextView context) {
        return context.hasKey(KEY) ? context.get(KEY) : "";
    }
}
