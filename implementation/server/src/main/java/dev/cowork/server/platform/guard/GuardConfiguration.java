package dev.cowork.server.platform.guard;

import dev.cowork.server.platform.serve.ServerOptions;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.webflux.autoconfigure.WebHttpHandlerBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Fallback;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.web.filter.reactive.UrlHandlerFilter;

/** The guard, put together from the options. */
@Configuration(proxyBeanMethods = false)
class GuardConfiguration {

    private static final Logger log = LoggerFactory.getLogger(GuardConfiguration.class);
    /** Of most requests. */
    private static final long BODY = 4L << 20;
    /** Of a message with pictures in it. */
    private static final long MESSAGE = 32L << 20;
    /** Of all requests together: one that is as large as can be, and many small ones. */
    private static final long BODIES = 40L << 20;

    /** Everything belongs to one person on a machine of their own; another bean of this type takes over. */
    @Bean
    @Fallback
    OwnerResolver localOwner() {
        return _ -> OwnerResolver.LOCAL;
    }

    @Bean
    @Order(Ordered.HIGHEST_PRECEDENCE + 10)
    Guard guard(ServerOptions options, ObjectProvider<OpenRoute> more, OwnerResolver owners, BodyRule bodies) {
        OpenRoutes routes = new OpenRoutes(more.orderedStream());
        List<String> hosts = new ArrayList<>(options.allowedHosts());
        hosts.add(options.host());
        return new Guard(
                new HostRule(hosts),
                new OriginRule(new OwnOrigins(options.host()), options.allowedOrigins(), routes),
                bodies,
                new TokenRule(demanded(options), routes),
                owners);
    }

    @Bean
    OwnPage ownPage(ServerOptions options) {
        return new OwnPage(new OwnOrigins(options.host()));
    }

    @Bean
    BodyRule bodyRule(ObjectProvider<LargeBodyRoute> messages) {
        return new BodyRule(
                new BodySizes(BODY, MESSAGE, messages.orderedStream().toList()), new BodyBudget(BODIES));
    }

    /** Bounded below the exchange, because form and multipart data are read from there and not from what a filter passes on. */
    @Bean
    WebHttpHandlerBuilderCustomizer boundedBodies(BodyRule bodies) {
        return builder -> builder.httpHandlerDecorator(
                handler -> (request, response) -> handler.handle(bodies.bounded(request), response));
    }

    /** Both spellings of an address are answered; nothing is redirected, because not every client follows. */
    @Bean
    @Order(Ordered.HIGHEST_PRECEDENCE + 20)
    UrlHandlerFilter trailingSlash() {
        return UrlHandlerFilter.trailingSlashHandler("/**").mutateRequest().build();
    }

    private static Optional<String> demanded(ServerOptions options) {
        if (!options.requireAuth() && isLoopback(options.host())) {
            return Optional.empty();
        }
        if (options.token().isEmpty()) {
            log.warn("The server can be reached from other machines and no token is set: set COWORK_AUTH_TOKEN.");
        }
        return options.token();
    }

    private static boolean isLoopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
