package dev.cowork.server.openai;

import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/** Takes requests of official SDKs to this contract, whichever base they were pointed at. Behind the guard, which judges the address as sent. */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 30)
final class SdkRouting implements WebFilter {

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        String path = SdkRequests.redirected(exchange.getRequest());
        return chain.filter(
                path == null
                        ? exchange
                        : exchange.mutate()
                                .request(request -> request.path(path))
                                .build());
    }
}
