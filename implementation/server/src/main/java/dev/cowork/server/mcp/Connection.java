package dev.cowork.server.mcp;

import io.modelcontextprotocol.client.McpAsyncClient;
import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.json.schema.JsonSchemaValidator;
import io.modelcontextprotocol.spec.McpError;
import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.McpSchema.CallToolRequest;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCNotification;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** A server that is talked to. Whatever it does, each thing asked of it ends in time. */
final class Connection {

    private static final int MOST_PAGES = 20;
    private static final int MOST_TOOLS = 128;
    private static final int LONGEST_WORDS = 500;
    private static final Duration LOOK = Duration.ofMillis(100);
    private static final Duration NO_LIMIT_OF_THE_LIBRARY = Duration.ofDays(1);

    private final String server;
    private final Wire wire;
    private final Limits limits;
    private final McpAsyncClient client;
    private volatile List<McpSchema.Tool> tools = List.of();

    private Connection(String server, Wire wire, Limits limits, List<McpSchema.Root> roots) {
        this.server = server;
        this.wire = wire;
        this.limits = limits;
        McpSchema.ClientCapabilities.Builder capabilities = McpSchema.ClientCapabilities.builder();
        if (!roots.isEmpty()) {
            capabilities.roots(false);
        }
        // limits are ours, and schemas of a server would have us fetch what it likes
        this.client = McpClient.async(wire)
                .clientInfo(new McpSchema.Implementation("cowork-server", "0.1.0"))
                .capabilities(capabilities.build())
                .roots(roots)
                .requestTimeout(NO_LIMIT_OF_THE_LIBRARY)
                .initializationTimeout(NO_LIMIT_OF_THE_LIBRARY)
                .jsonSchemaValidator(new Unchecked())
                .build();
    }

    /** Takes everything. */
    private static final class Unchecked implements JsonSchemaValidator {

        @Override
        public ValidationResponse validate(Map<String, Object> schema, Object content) {
            return ValidationResponse.asValid(null);
        }
    }

    /**
     * Opens one and asks for the tools.
     *
     * @param server the name in sentences
     * @param wire the way to it; closed when this fails or is cancelled
     * @param roots the folders that the server is told of
     * @return the connection, or a {@link McpFailure}
     */
    static Mono<Connection> open(String server, Wire wire, Limits limits, List<McpSchema.Root> roots) {
        return Mono.defer(() -> {
            Connection connection = new Connection(server, wire, limits, roots);
            Mono<Connection> opened = connection
                    .client
                    .initialize()
                    .then(Mono.defer(connection::refresh))
                    .thenReturn(connection);
            McpFailure late = new McpFailure(
                    McpFailure.Kind.TIMEOUT,
                    "The MCP server " + server + " did not get ready within "
                            + limits.start().toSeconds() + " s.");
            return connection
                    .unlessBroken(opened)
                    .publishOn(Schedulers.parallel())
                    .timeout(limits.start(), Mono.error(() -> late))
                    .onErrorMap(connection::failure)
                    .doOnError(error -> connection.close().subscribe())
                    .doOnCancel(() -> connection.close().subscribe());
        });
    }

    private <T> Mono<T> unlessBroken(Mono<T> work) {
        return Mono.firstWithSignal(work, wire.broken().flatMap(Mono::error));
    }

    /** Completes when it is over, by whatever cause but {@link #close()}. */
    Mono<McpFailure> broken() {
        return wire.broken();
    }

    /** The tools it offers, in its own order; asks again when it has said that they are others now. */
    Mono<List<McpSchema.Tool>> tools() {
        return wire.inbound().toolsChanged()
                ? unlessBroken(refresh())
                        .publishOn(Schedulers.parallel())
                        .timeout(limits.turn())
                        .onErrorReturn(tools)
                : Mono.just(tools);
    }

    private Mono<List<McpSchema.Tool>> refresh() {
        McpSchema.ServerCapabilities can = client.getServerCapabilities();
        return (can == null || can.tools() == null ? Mono.just(List.<McpSchema.Tool>of()) : page(null, List.of(), 1))
                .doOnNext(found -> tools = found);
    }

    private Mono<List<McpSchema.Tool>> page(@Nullable String cursor, List<McpSchema.Tool> before, int number) {
        return client.listTools(cursor).flatMap(page -> {
            List<McpSchema.Tool> all = new ArrayList<>(before);
            if (page.tools() != null) {
                page.tools().stream().limit(MOST_TOOLS - before.size()).forEach(all::add);
            }
            String next = page.nextCursor();
            return next == null || number >= MOST_PAGES || all.size() >= MOST_TOOLS
                    ? Mono.just(List.copyOf(all))
                    : page(next, all, number + 1);
        });
    }

    /**
     * Calls a tool. Cancelling tells the server; one that does not listen any more is given up, after time is over too.
     *
     * @param tool the tool's name as the server knows it
     * @param arguments what it is given
     * @param lines takes each line of progress
     * @return the result, or a {@link McpFailure}
     */
    Mono<CallToolResult> call(String tool, Map<String, Object> arguments, Consumer<String> lines) {
        return Mono.defer(() -> {
            Call call = new Call(UUID.randomUUID().toString(), lines);
            wire.inbound().begin(call);
            CallToolRequest request = CallToolRequest.builder(tool)
                    .arguments(arguments)
                    .progressToken(call.token())
                    .build();
            return Mono.firstWithSignal(client.callTool(request), wire.broken().flatMap(Mono::error), late(call))
                    .publishOn(Schedulers.parallel())
                    .onErrorMap(this::failure)
                    .doOnSuccess(result -> wire.inbound().end(call))
                    .doOnError(error -> failed(call, error))
                    .doOnCancel(() -> abandon(call));
        });
    }

    private <T> Mono<T> late(Call call) {
        return Flux.interval(LOOK)
                .filter(look -> call.late(limits))
                .next()
                .flatMap(look -> Mono.error(new McpFailure(
                        McpFailure.Kind.TIMEOUT,
                        "The MCP server " + server + " did not answer in time, so the call was ended.")));
    }

    private void failed(Call call, Throwable error) {
        if (error instanceof McpFailure failure && failure.kind() == McpFailure.Kind.TIMEOUT) {
            abandon(call);
        } else {
            wire.inbound().end(call);
        }
    }

    private void abandon(Call call) {
        Object id = call.requestId();
        wire.forget(call);
        if (id == null) {
            return;
        }
        wire.sendMessage(new JSONRPCNotification(
                        "notifications/cancelled", Map.of("requestId", id, "reason", "Nobody waits for it any more.")))
                .then(unlessBroken(client.ping()))
                .timeout(limits.ping())
                .subscribe(
                        null,
                        deaf -> wire.giveUp(new McpFailure(
                                McpFailure.Kind.TIMEOUT,
                                "The MCP server " + server + " did not listen any more, and was ended.")));
    }

    /** Ends it; whatever is under way fails. */
    Mono<Void> close() {
        return wire.closeGracefully().onErrorComplete();
    }

    private McpFailure failure(Throwable error) {
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            if (cause instanceof McpFailure failure) {
                return failure;
            }
            if (cause instanceof McpError said && said.getJsonRpcError() != null) {
                return new McpFailure(
                        McpFailure.Kind.REFUSED,
                        "The MCP server " + server + " refused: "
                                + Texts.line(said.getJsonRpcError().message(), LONGEST_WORDS));
            }
            if (cause instanceof TimeoutException) {
                return new McpFailure(McpFailure.Kind.TIMEOUT, "The MCP server " + server + " did not answer in time.");
            }
        }
        return new McpFailure(
                McpFailure.Kind.UNREADABLE, "The MCP server " + server + " sent an answer that cannot be read.");
    }
}
