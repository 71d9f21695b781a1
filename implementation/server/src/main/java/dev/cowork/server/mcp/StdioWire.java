package dev.cowork.server.mcp;

import dev.cowork.server.platform.logs.Secrets;
import dev.cowork.server.platform.processes.PipedCommand;
import dev.cowork.server.platform.processes.PipedProcess;
import dev.cowork.server.platform.processes.Processes;
import io.modelcontextprotocol.json.TypeRef;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCMessage;
import java.nio.file.Path;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * A server that is a child process: one message is one line. The library's own transport reads lines of any length without end; here they are
 * bounded, and the process is owned like every other.
 */
final class StdioWire implements Wire {

    private static final Logger log = LoggerFactory.getLogger(StdioWire.class);
    private static final int LONGEST_LAST_WORDS = 300;

    private final String server;
    private final Protocol protocol;
    private final Inbound inbound;
    private final PipedProcess process;
    private final Sinks.One<McpFailure> broken = Sinks.one();
    private volatile @Nullable Function<Mono<JSONRPCMessage>, Mono<JSONRPCMessage>> reader;
    private volatile @Nullable McpFailure why;
    private volatile boolean started;
    private volatile boolean closed;

    StdioWire(ServerConfig.Program program, Path folder, Processes processes, Protocol protocol, Limits limits) {
        this.server = program.name();
        this.protocol = protocol;
        this.inbound = new Inbound(protocol.mapper(), limits);
        this.process = processes.piped(new PipedCommand(
                program.words(),
                folder,
                program.variables(),
                limits.longestLine(),
                this::hear,
                () -> giveUp(new McpFailure(
                        McpFailure.Kind.FLOODED,
                        "The MCP server " + server + " sent a message that is too long, and was ended."))));
    }

    @Override
    public Mono<Void> connect(Function<Mono<JSONRPCMessage>, Mono<JSONRPCMessage>> handler) {
        reader = handler;
        process.ended().subscribe(null, null, this::gone);
        return process.start().doOnSuccess(running -> started = true);
    }

    private void gone() {
        if (closed) {
            return;
        }
        String words = process.lastErrors().strip();
        String shown =
                words.length() <= LONGEST_LAST_WORDS ? words : words.substring(words.length() - LONGEST_LAST_WORDS);
        giveUp(died(
                !started
                        ? "could not be started: its command cannot be run."
                        : shown.isEmpty() ? "has ended." : "has ended. It wrote last: " + Secrets.redact(shown)));
    }

    private McpFailure died(String how) {
        return new McpFailure(McpFailure.Kind.DIED, "The MCP server " + server + " " + how);
    }

    private void hear(String line) {
        Function<Mono<JSONRPCMessage>, Mono<JSONRPCMessage>> to = reader;
        if (closed || to == null || line.isBlank()) {
            return;
        }
        try {
            JSONRPCMessage message = protocol.read(line);
            if (inbound.take(message) && message != null) {
                to.apply(Mono.just(message)).subscribe(null, error -> log.debug("A message was not taken", error));
            }
        } catch (McpFailure flood) {
            giveUp(new McpFailure(
                    flood.kind(), "The MCP server " + server + " was ended: " + flood.getMessage()));
        } catch (RuntimeException unexpected) {
            log.debug("A message of an MCP server was not taken", unexpected);
        }
    }

    @Override
    public Mono<Void> sendMessage(JSONRPCMessage message) {
        return Mono.fromRunnable(() -> {
            inbound.sending(message);
            if (!process.write(protocol.write(message))) {
                giveUp(died("does not read what it is sent."));
                throw Objects.requireNonNull(why);
            }
        });
    }

    @Override
    public void forget(Call call) {
        Function<Mono<JSONRPCMessage>, Mono<JSONRPCMessage>> to = reader;
        Object id = call.requestId();
        inbound.end(call);
        if (to != null && id != null) {
            to.apply(Mono.just(Protocol.nobodyWaits(id))).subscribe(null, error -> log.debug("Not forgotten", error));
        }
    }

    @Override
    public Mono<McpFailure> broken() {
        return broken.asMono();
    }

    @Override
    public void giveUp(McpFailure reason) {
        synchronized (broken) {
            if (why == null) {
                why = reason;
            }
        }
        broken.tryEmitValue(reason);
        process.end().subscribe();
    }

    @Override
    public Inbound inbound() {
        return inbound;
    }

    @Override
    public Mono<Void> closeGracefully() {
        return Mono.defer(() -> {
            closed = true;
            return process.end();
        });
    }

    @Override
    public <T> T unmarshalFrom(Object data, TypeRef<T> type) {
        return protocol.convert(data, type);
    }
}
