package dev.cowork.server.mcp;

import dev.cowork.server.platform.logs.Secrets;
import io.modelcontextprotocol.client.transport.HttpClientStreamableHttpTransport;
import io.modelcontextprotocol.client.transport.McpHttpClientTransportAuthorizationException;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCMessage;
import io.modelcontextprotocol.spec.McpTransportException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/**
 * A server that is reached by streamable HTTP, through the library's transport: its reads are bounded and wait for nobody. Redirects are not
 * followed, because the headers of a configuration are for the host that it names. Whatever goes wrong ends the connection, also a session
 * that is gone; the next call begins a new one.
 */
final class HttpWire extends Wire {

    private static final Logger log = LoggerFactory.getLogger(HttpWire.class);
    private static final String TOO_LONG = "exceeds the maximum allowed size";
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration FAREWELL = Duration.ofSeconds(1);

    private final HttpClientStreamableHttpTransport transport;

    HttpWire(ServerConfig.Remote remote, Protocol protocol, Limits limits) {
        super(remote.name(), protocol, limits);
        this.transport = HttpClientStreamableHttpTransport.builder(remote.url().toString())
                .endpoint(remote.url().toString())
                .clientBuilder(HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .followRedirects(HttpClient.Redirect.NEVER))
                .requestBuilder(requests(remote))
                .jsonMapper(protocol.library())
                .connectTimeout(CONNECT)
                .supportedProtocolVersions(VERSIONS)
                .maxResponseSize(limits.longestLine())
                .build();
        // the library is not told: it would begin a new session by itself, again and again
        transport.setExceptionHandler(error -> giveUp(failure(error)));
    }

    private HttpRequest.Builder requests(ServerConfig.Remote remote) {
        // a server may say them back, and the library logs what it is told
        remote.headers().values().forEach(Secrets::register);
        HttpRequest.Builder requests = HttpRequest.newBuilder();
        try {
            remote.headers().forEach(requests::header);
        } catch (IllegalArgumentException reserved) {
            throw failure(McpFailure.Kind.REFUSED, "was not used: one of its headers cannot be sent.");
        }
        return requests;
    }

    @Override
    public Mono<Void> connect(Function<Mono<JSONRPCMessage>, Mono<JSONRPCMessage>> handler) {
        readBy(handler);
        return transport.connect(messages -> handler.apply(messages.filter(this::take)));
    }

    private McpFailure failure(Throwable error) {
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            if (cause instanceof McpHttpClientTransportAuthorizationException) {
                return failure(McpFailure.Kind.REFUSED, "wants a sign-in that it was not given.");
            }
            // the library tells it by its words alone
            if (cause instanceof McpTransportException
                    && String.valueOf(cause.getMessage()).contains(TOO_LONG)) {
                return failure(McpFailure.Kind.FLOODED, "sent a message that is too long.");
            }
        }
        log.debug("An MCP server is gone", error);
        return failure(McpFailure.Kind.DIED, "cannot be reached, or has ended the connection.");
    }

    @Override
    public Mono<Void> sendMessage(JSONRPCMessage message) {
        return Mono.defer(() -> {
                    inbound().sending(message);
                    return transport.sendMessage(message);
                })
                .onErrorMap(error -> {
                    McpFailure gone = failure(error);
                    giveUp(gone);
                    return why(gone);
                });
    }

    @Override
    Mono<Void> end() {
        return transport.closeGracefully().timeout(FAREWELL).onErrorComplete();
    }
}
