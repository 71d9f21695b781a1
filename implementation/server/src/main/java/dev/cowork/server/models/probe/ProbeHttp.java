package dev.cowork.server.models.probe;

import io.netty.channel.ChannelOption;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.http.client.reactive.ReactorClientHttpConnector;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Mono;
import reactor.netty.Connection;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

/**
 * Sends one small request to an address that somebody named, with everything bounded: connections, waiting, and what is read. Redirects are
 * not followed, so a key never goes elsewhere; an answer that is an error is not read at all.
 */
final class ProbeHttp {

    private static final int CONNECT_MILLIS = 3_000;
    private static final int MOST_BYTES = 2 << 20;
    private static final JsonMapper JSON = JsonMapper.shared();

    private final ConnectionProvider connections = ConnectionProvider.builder("probe")
            .maxConnections(16)
            .pendingAcquireMaxCount(64)
            .pendingAcquireTimeout(Duration.ofSeconds(10))
            .maxIdleTime(Duration.ofSeconds(5))
            .build();
    private final WebClient http;

    /** @param forbidden the addresses that are left again before anything is sent */
    ProbeHttp(Predicate<InetAddress> forbidden) {
        HttpClient client = HttpClient.create(connections)
                .followRedirect(false)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MILLIS)
                .doOnConnected(connection -> leave(connection, forbidden));
        this.http = WebClient.builder()
                .clientConnector(new ReactorClientHttpConnector(client))
                .build();
    }

    /** An answer: its status, and its JSON where it is a good one; missing when that is none. */
    record Answer(int status, JsonNode body) {}

    /** Asks with GET, or with POST when there is a body. Errors are those of the connection. */
    Mono<Answer> ask(URI address, Consumer<HttpHeaders> headers, @Nullable String body, Duration wait) {
        WebClient.RequestBodySpec request = http.method(body == null ? HttpMethod.GET : HttpMethod.POST)
                .uri(address)
                .headers(headers)
                .accept(MediaType.APPLICATION_JSON);
        WebClient.RequestHeadersSpec<?> whole = body == null
                ? request
                : request.contentType(MediaType.APPLICATION_JSON).bodyValue(body);
        return whole.exchangeToMono(ProbeHttp::read).timeout(wait);
    }

    private static Mono<Answer> read(ClientResponse response) {
        int status = response.statusCode().value();
        return response.statusCode().is2xxSuccessful()
                ? DataBufferUtils.join(response.bodyToFlux(DataBuffer.class), MOST_BYTES)
                        .map(buffer -> new Answer(status, json(buffer)))
                        .defaultIfEmpty(new Answer(status, MissingNode.getInstance()))
                : response.releaseBody().thenReturn(new Answer(status, MissingNode.getInstance()));
    }

    private static JsonNode json(DataBuffer buffer) {
        try {
            return JSON.readTree(buffer.asInputStream());
        } catch (JacksonException noJson) {
            return MissingNode.getInstance();
        } finally {
            DataBufferUtils.release(buffer);
        }
    }

    /** A name may lead to any address, and to another one each time it is asked for; so the connection itself is judged. */
    private static void leave(Connection connection, Predicate<InetAddress> forbidden) {
        boolean allowed = connection.channel().remoteAddress() instanceof InetSocketAddress remote
                && remote.getAddress() != null
                && !forbidden.test(remote.getAddress());
        if (!allowed) {
            connection.channel().close();
        }
    }

    void close() {
        connections.dispose();
    }
}
