package dev.cowork.server.mcp;

import dev.cowork.server.platform.logs.Secrets;
import dev.cowork.server.platform.processes.PipedCommand;
import dev.cowork.server.platform.processes.PipedProcess;
import dev.cowork.server.platform.processes.Processes;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCMessage;
import java.nio.file.Path;
import java.util.function.Function;
import reactor.core.publisher.Mono;

/**
 * A server that is a child process: one message is one line. The library's own transport reads lines of any length without end; here they are
 * bounded, and the process is owned like every other.
 */
final class StdioWire extends Wire {

    private static final int LONGEST_LAST_WORDS = 300;

    private final ServerConfig.Program program;
    private final PipedProcess process;
    private volatile boolean started;

    StdioWire(ServerConfig.Program program, Path folder, Processes processes, Protocol protocol, Limits limits) {
        super(program.name(), protocol, limits);
        this.program = program;
        this.process = processes.piped(new PipedCommand(
                program.words(), folder, program.variables(), limits.longestLine(), this::hear, this::tooLong));
    }

    @Override
    public Mono<Void> connect(Function<Mono<JSONRPCMessage>, Mono<JSONRPCMessage>> handler) {
        readBy(handler);
        process.ended().subscribe(null, null, this::gone);
        return process.start().doOnSuccess(running -> started = true);
    }

    private void gone() {
        // masked before it is cut: half a key would not be known as one
        String words = Texts.without(program.variables().values(), Secrets.redact(process.lastErrors()))
                .strip();
        String shown =
                words.length() <= LONGEST_LAST_WORDS ? words : words.substring(words.length() - LONGEST_LAST_WORDS);
        giveUp(failure(
                McpFailure.Kind.DIED,
                !started
                        ? "could not be started: its command cannot be run."
                        : shown.isEmpty() ? "has ended." : "has ended. It wrote last: " + shown));
    }

    private void hear(String line) {
        if (!line.isBlank()) {
            JSONRPCMessage message = protocol().read(line);
            if (take(message) && message != null) {
                pass(message);
            }
        }
    }

    private void tooLong() {
        giveUp(failure(McpFailure.Kind.FLOODED, "sent a message that is too long, and was ended."));
    }

    @Override
    public Mono<Void> sendMessage(JSONRPCMessage message) {
        return Mono.defer(() -> {
            inbound().sending(message);
            if (process.write(protocol().write(message))) {
                return Mono.empty();
            }
            McpFailure deaf = failure(McpFailure.Kind.DIED, "does not read what it is sent.");
            if (!process.ending()) {
                giveUp(deaf);
            }
            // one that is ending has a better reason when it is gone
            return process.ended().then(Mono.error(() -> why(deaf)));
        });
    }

    @Override
    Mono<Void> end() {
        return process.end();
    }
}
