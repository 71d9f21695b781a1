package dev.cowork.server.platform.guard;

import org.springframework.web.server.ServerWebExchange;

/** Whose data a request is about: put there by the guard, read by every controller. */
public final class Owner {

    /** The exchange attribute that the guard sets. */
    static final String ATTRIBUTE = Owner.class.getName();

    private Owner() {}

    /**
     * @param exchange a request that has passed the guard
     * @return its owner
     * @throws IllegalStateException if it has not passed the guard
     */
    public static String of(ServerWebExchange exchange) {
        if (exchange.getAttribute(ATTRIBUTE) instanceof String owner) {
            return owner;
        }
        throw new IllegalStateException("The request has not passed the guard");
    }
}
