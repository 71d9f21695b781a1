package dev.cowork.server.mcp;

import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * A server of a project: connected when it is needed, connected anew when it has died, each time after a longer pause so that one that always
 * dies costs nothing.
 */
final class McpServer {

    private static final List<Duration> PAUSES = List.of(
            Duration.ZERO,
            Duration.ZERO,
            Duration.ofSeconds(2),
            Duration.ofSeconds(10),
            Duration.ofSeconds(30),
            Duration.ofMinutes(2),
            Duration.ofMinutes(5));

    private final String name;
    private final Supplier<Mono<Connection>> opening;
    private @Nullable Mono<Connection> current;
    private List<McpSchema.Tool> known = List.of();
    private int failures;
    private long notBefore = System.nanoTime();
    private long used = System.nanoTime();
    private int calls;
    private boolean closed;

    /**
     * @param name the name in sentences
     * @param opening opens a connection
     */
    McpServer(String name, Supplier<Mono<Connection>> opening) {
        this.name = name;
        this.opening = opening;
    }

    String name() {
        return name;
    }

    /** Its tools; when it has died meanwhile those it had, because a call starts it anew. A {@link McpFailure} when none are known. */
    Mono<List<McpSchema.Tool>> tools() {
        return Mono.defer(this::connection)
                .flatMap(Connection::tools)
                .doOnNext(this::remember)
                .onErrorResume(error -> {
                    List<McpSchema.Tool> before = remembered();
                    return before.isEmpty() ? Mono.error(error) : Mono.just(before);
                });
    }

    private synchronized void remember(List<McpSchema.Tool> tools) {
        known = tools;
    }

    private synchronized List<McpSchema.Tool> remembered() {
        return known;
    }

    /** Calls a tool, see {@link Connection#call}. */
    Mono<CallToolResult> call(String tool, Map<String, Object> arguments, Consumer<String> lines) {
        return Mono.using(
                this::begin,
                begun -> Mono.defer(this::connection)
                        .flatMap(connection -> connection.call(tool, arguments, lines))
                        .doOnNext(result -> succeeded()),
                begun -> end());
    }

    private synchronized boolean begin() {
        calls++;
        return true;
    }

    private synchronized void end() {
        calls--;
        used = System.nanoTime();
    }

    private synchronized void succeeded() {
        failures = 0;
    }

    private synchronized Mono<Connection> connection() {
        used = System.nanoTime();
        Mono<Connection> open = current;
        if (open != null) {
            return open;
        }
        long left = notBefore - System.nanoTime();
        if (closed || left > 0) {
            return Mono.error(new McpFailure(
                    McpFailure.Kind.DIED,
                    "The MCP server " + name + " has ended"
                            + (closed ? "." : "; it can be started again in " + (left / 1_000_000_000 + 1) + " s.")));
        }
        // shared, and goes on when those who wait for it go away
        Mono<Connection> begun = opening.get().cache();
        current = begun;
        begun.flatMap(Connection::broken).subscribe(failure -> over(begun), failure -> over(begun));
        return begun;
    }

    private synchronized void over(Mono<Connection> which) {
        if (current == which) {
            current = null;
            failures = Math.min(failures + 1, PAUSES.size() - 1);
            notBefore = System.nanoTime() + PAUSES.get(failures).toNanos();
        }
    }

    /** Whether nobody has used it for so long. */
    synchronized boolean idle(Duration time) {
        return calls == 0 && System.nanoTime() - used >= time.toNanos();
    }

    /** When it was last used, as {@link System#nanoTime()} tells. */
    synchronized long usedAt() {
        return used;
    }

    /** Ends it for good. */
    Mono<Void> close() {
        return Mono.defer(() -> {
            Mono<Connection> open;
            synchronized (this) {
                closed = true;
                open = current;
                current = null;
            }
            return open == null ? Mono.empty() : open.flatMap(Connection::close).onErrorComplete();
        });
    }
}
