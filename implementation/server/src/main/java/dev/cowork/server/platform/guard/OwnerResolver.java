package dev.cowork.server.platform.guard;

import org.springframework.web.server.ServerWebExchange;

/** Tells whose data a request is about. One bean decides for the whole server. */
@FunctionalInterface
public interface OwnerResolver {

    /** The owner of everything on a person's own machine. */
    String LOCAL = "local";

    /**
     * @param exchange the request, already admitted by host, origin and token
     * @return the owner's id
     */
    String resolve(ServerWebExchange exchange);
}
