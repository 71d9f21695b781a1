package dev.cowork.server.models.wire;

import dev.cowork.server.models.ModelClient;
import io.netty.channel.ChannelOption;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.client.reactive.ReactorClientHttpConnector;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Mono;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;
import tools.jackson.databind.json.JsonMapper;

/** Makes clients of all dialects. They share one pool of connections; redirects are not followed, so a key never goes elsewhere. */
@Component
public final class WireClients implements DisposableBean {

    private static final Duration USUAL_PATIENCE = Duration.ofSeconds(120);

    private final ConnectionProvider connections = ConnectionProvider.builder("models")
            .maxConnections(64)
            .pendingAcquireMaxCount(256)
            .maxIdleTime(Duration.ofSeconds(30))
            .build();
    private final Concessions concessions = new Concessions();
    private final WebClient http;
    private final JsonMapper mapper;
    private final WireLimits limits;
    private final ModelLists lists;

    @Autowired
    WireClients(JsonMapper mapper, Clock clock) {
        this(mapper, clock, WireLimits.of(USUAL_PATIENCE, USUAL_PATIENCE));
    }

    /**
     * Clients with other limits than the configured ones.
     *
     * @param mapper reads and writes JSON
     * @param clock tells how old a list of models is
     * @param limits how long to wait and how much to take
     */
    public WireClients(JsonMapper mapper, Clock clock, WireLimits limits) {
        HttpClient client = HttpClient.create(connections)
                .followRedirect(false)
                .option(
                        ChannelOption.CONNECT_TIMEOUT_MILLIS,
                        Math.toIntExact(limits.connect().toMillis()));
        this.http = WebClient.builder()
                .clientConnector(new ReactorClientHttpConnector(client))
                .build();
        this.mapper = mapper;
        this.limits = limits;
        this.lists = new ModelLists(http, mapper, clock);
    }

    /**
     * @param endpoint where to ask
     * @return a client for it; cheap, to be made anew for each turn
     */
    public ModelClient client(Endpoint endpoint) {
        return new WireClient(http, mapper, limits, concessions, endpoint);
    }

    /**
     * @param endpoint where to ask
     * @return the names of its models, asked for at most every five minutes; empty when it does not tell within three seconds
     */
    public Mono<Set<String>> models(Endpoint endpoint) {
        return lists.of(endpoint);
    }

    @Override
    public void destroy() {
        connections.dispose();
    }
}
