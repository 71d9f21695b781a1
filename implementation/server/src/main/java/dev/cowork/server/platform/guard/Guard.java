package dev.cowork.server.platform.guard;

import dev.cowork.server.platform.problems.Problem;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/** Judges a request before any route sees it. The order of the rules is the order of the lines below. */
final class Guard implements WebFilter {

    private final HostRule hosts;
    private final OriginRule origins;
    private final BodyRule bodies;
    private final TokenRule tokens;
    private final OwnerResolver owners;

    Guard(HostRule hosts, OriginRule origins, BodyRule bodies, TokenRule tokens, OwnerResolver owners) {
        this.hosts = hosts;
        this.origins = origins;
        this.bodies = bodies;
        this.tokens = tokens;
        this.owners = owners;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        ServerHttpRequest request = exchange.getRequest();
        try {
            LimitRule.check(request);
            hosts.check(request);
            origins.check(request);
            Cors.mark(request, exchange.getResponse());
            if (Cors.isPreflight(request)) {
                return Cors.answer(request, exchange.getResponse());
            }
            bodies.check(request);
            tokens.check(request);
            exchange.getAttributes().put(Owner.ATTRIBUTE, owners.resolve(exchange));
        } catch (Problem refusal) {
            return Mono.error(refusal);
        }
        return chain.filter(exchange);
    }
}
