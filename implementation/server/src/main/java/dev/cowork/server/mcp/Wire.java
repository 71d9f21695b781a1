package dev.cowork.server.mcp;

import io.modelcontextprotocol.json.TypeRef;
import io.modelcontextprotocol.spec.McpClientTransport;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCMessage;
import io.modelcontextprotocol.spec.ProtocolVersions;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** The way to a server and back, as the protocol's library uses it. All that comes passes {@link Inbound}. */
abstract class Wire implements McpClientTransport {

    /** The versions of the protocol we speak, the newest last. */
    static final List<String> VERSIONS = List.of(
            ProtocolVersions.MCP_2024_11_05,
            ProtocolVersions.MCP_2025_03_26,
            ProtocolVersions.MCP_2025_06_18,
            ProtocolVersions.MCP_2025_11_25);

    private static final Logger log = LoggerFactory.getLogger(Wire.class);

    private final String server;
    private final Protocol protocol;
    private final Inbound inbound;
    private final AtomicReference<@Nullable McpFailure> why = new AtomicReference<>();
    private final Sinks.One<McpFailure> broken = Sinks.one();
    private volatile @Nullable Function<Mono<JSONRPCMessage>, Mono<JSONRPCMessage>> reader;
    private volatile boolean closed;

    /** @param server the name in sentences */
    Wire(String server, Protocol protocol, Limits limits) {
        this.server = server;
        this.protocol = protocol;
        this.inbound = new Inbound(protocol.mapper(), limits);
    }

    /** Where messages go that have passed. */
    final void readBy(Function<Mono<JSONRPCMessage>, Mono<JSONRPCMessage>> handler) {
        reader = handler;
    }

    /** Judges a message, or what was none; false when it goes no further. Never throws. */
    final boolean take(@Nullable JSONRPCMessage message) {
        try {
            return !closed && inbound.take(message);
        } catch (McpFailure flood) {
            giveUp(failure(flood.kind(), "was ended: " + flood.getMessage()));
            return false;
        }
    }

    /** Hands on a message that has passed. */
    final void pass(JSONRPCMessage message) {
        Function<Mono<JSONRPCMessage>, Mono<JSONRPCMessage>> to = reader;
        if (to != null) {
            to.apply(Mono.just(message)).subscribe(null, error -> log.debug("A message was not taken", error));
        }
    }

    /** Answers a call that nobody waits for any more in the server's place, so that the library forgets it. */
    final void forget(Call call) {
        Object id = call.requestId();
        inbound.end(call);
        if (id != null) {
            pass(Protocol.nobodyWaits(id));
        }
    }

    /** Gives the server up: {@link #broken()} emits the first reason, and what belongs to it is ended. */
    final void giveUp(McpFailure reason) {
        if (!closed) {
            why.compareAndSet(null, reason);
            broken.tryEmitValue(reason);
            end().subscribe();
        }
    }

    /** Why it was given up; the given one when it was not. */
    final McpFailure why(McpFailure otherwise) {
        McpFailure first = why.get();
        return first == null ? otherwise : first;
    }

    /** Emits why the server can no longer be talked to, at once if that is so already; never when it was closed by us. */
    final Mono<McpFailure> broken() {
        return broken.asMono();
    }

    /** What judges what comes. */
    final Inbound inbound() {
        return inbound;
    }

    final Protocol protocol() {
        return protocol;
    }

    final McpFailure failure(McpFailure.Kind kind, String how) {
        return new McpFailure(kind, "The MCP server " + server + " " + how);
    }

    /** Ends what belongs to it; completes when it is gone. */
    abstract Mono<Void> end();

    @Override
    public final Mono<Void> closeGracefully() {
        return Mono.defer(() -> {
            closed = true;
            return end();
        });
    }

    @Override
    public final List<String> protocolVersions() {
        return VERSIONS;
    }

    @Override
    public final <T> T unmarshalFrom(Object data, TypeRef<T> type) {
        return protocol.convert(data, type);
    }
}
