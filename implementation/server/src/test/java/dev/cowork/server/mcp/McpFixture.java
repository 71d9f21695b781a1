package dev.cowork.server.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cowork.server.agent.Access;
import dev.cowork.server.agent.Permits;
import dev.cowork.server.agent.Tool;
import dev.cowork.server.agent.ToolCall;
import dev.cowork.server.agent.ToolResult;
import dev.cowork.server.agent.ToolSource;
import dev.cowork.server.agent.Verdict;
import dev.cowork.server.platform.json.Json;
import dev.cowork.server.platform.paths.ServerPaths;
import dev.cowork.server.platform.processes.Processes;
import dev.cowork.server.platform.serve.Variables;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The room as it is wired in the server, with a project's folder and short limits. */
final class McpFixture implements AutoCloseable {

    static final Duration LONG = Duration.ofSeconds(30);

    /** As in the server, but with a patience that a test has. */
    static final Limits SHORT =
            limits(Duration.ofSeconds(20), Duration.ofSeconds(3), Duration.ofSeconds(20), Duration.ofMinutes(10));

    final Path folder;
    final Processes processes;
    final McpServers servers;
    final McpTools source;
    final Protocol protocol = new Protocol(Json.mapper());
    final List<String> judged = new ArrayList<>();
    final List<String> lines = Collections.synchronizedList(new ArrayList<>());

    private final ProjectConfigFile file;

    private final Verdict verdict;

    McpFixture(Path folder, Limits limits, Verdict verdict) {
        this.folder = folder;
        this.verdict = verdict;
        Variables all = new Variables(Map.of());
        Path home = folder.resolve("home");
        processes =
                new Processes(new ServerPaths(home, home, home, home, home, home.resolve("db"), home.resolve("key")));
        Connections connections = new Connections(processes, protocol, limits);
        servers = new McpServers(connections, limits);
        file = new ProjectConfigFile(new ProjectConfigParser(Json.mapper(), new Placeholders(all)));
        source = new McpTools(file, servers, limits, protocol);
    }

    /**
     * @param turn how long a turn waits for tools
     * @param silence how long a call may say nothing
     * @param call how long a call may take in all
     * @param idle how long a server is kept that nobody uses
     */
    static Limits limits(Duration turn, Duration silence, Duration call, Duration idle) {
        return new Limits(
                turn,
                Duration.ofSeconds(20),
                silence,
                call,
                Duration.ofSeconds(2),
                idle,
                1 << 20,
                2_000,
                Duration.ofSeconds(10));
    }

    static McpFixture allowed(Path folder, Limits limits) {
        return new McpFixture(folder, limits, Verdict.ALLOW);
    }

    /** The same project with other limits; this one is closed. */
    McpFixture anew(Limits limits) {
        close();
        return allowed(folder, limits);
    }

    /** Writes a configuration with one hostile server per mode, of that name. */
    McpFixture serving(String... modes) {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        ObjectNode named = root.putObject("mcpServers");
        for (String mode : modes) {
            List<String> words = HostileServer.words(mode);
            ObjectNode server = named.putObject(mode).put("command", words.getFirst());
            server.putObject("env").put("GIVEN", "yes");
            words.stream().skip(1).forEach(server.withArray("args")::add);
        }
        return with(root.toString());
    }

    McpFixture with(String json) {
        try {
            Files.writeString(folder.resolve(".mcp.json"), json);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The configuration as it is. */
    String text() {
        try {
            return Files.readString(folder.resolve(".mcp.json"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    ToolSource.Offer offer() {
        return Objects.requireNonNull(source.offer("local", folder, this::judge).block(LONG));
    }

    private Mono<Permits.Rules> judge(Tool tool) {
        return Mono.just(access -> {
            judged.add(tool.name() + " " + access.kind() + " " + access.target());
            return verdict;
        });
    }

    /** A tool of the hostile server, also one that it does not tell of. */
    Tool tool(String name) {
        McpServer server = servers.of("local", folder, config());
        return new McpTool(
                name,
                server,
                new io.modelcontextprotocol.spec.McpSchema.Tool(name, null, null, Map.of(), null, null, null),
                protocol.mapper());
    }

    private ServerConfig config() {
        return Objects.requireNonNull(file.of(folder).block(LONG)).servers().getFirst();
    }

    Mono<ToolResult> call(Tool tool, String arguments) {
        return tool.call(arguments(arguments));
    }

    /** What a call of a tool touches. */
    Access access(Tool tool) {
        return Objects.requireNonNull(tool.access(arguments("{}")).block(LONG));
    }

    private ToolCall arguments(String json) {
        return new ToolCall(
                "local", "conv", "resp", "call", folder, JsonMapper.shared().readTree(json), lines::add);
    }

    ToolResult result(String tool) {
        return Objects.requireNonNull(call(tool(tool), "{}").block(LONG));
    }

    /** The server's processes that are alive. */
    List<ProcessHandle> children() {
        return ProcessHandle.current().children().filter(ProcessHandle::isAlive).toList();
    }

    /** @param what for the sentence that says what did not come */
    static void waitFor(String what, BooleanSupplier fits) {
        long limit = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (!fits.getAsBoolean()) {
            assertThat(System.nanoTime()).as("waited too long: " + what).isLessThan(limit);
            LockSupport.parkNanos(1_000_000);
        }
    }

    /** Waits until all of these are gone. */
    static void waitForEnd(List<ProcessHandle> processes) {
        waitFor("the end of " + processes, () -> processes.stream().noneMatch(ProcessHandle::isAlive));
    }

    @Override
    public void close() {
        List<ProcessHandle> ours = children();
        servers.destroy();
        processes.destroy();
        // the next test counts its own
        waitForEnd(ours);
        file.destroy();
    }

    /** What the servers themselves offer. */
    static List<Tool> ofServers(ToolSource.Offer offer) {
        return offer.tools().stream()
                .filter(tool -> !tool.name().equals(StartServerTool.NAME))
                .toList();
    }
}
