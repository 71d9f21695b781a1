package dev.cowork.server.shell;

import dev.cowork.server.agent.Access;
import dev.cowork.server.agent.Tool;
import dev.cowork.server.agent.ToolCall;
import dev.cowork.server.agent.ToolResult;
import dev.cowork.server.platform.problems.Problem;
import dev.cowork.server.platform.processes.Command;
import dev.cowork.server.platform.processes.Outcome;
import dev.cowork.server.platform.processes.Processes;
import java.io.File;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Runs one command line in the project's folder, once the policy or the person allows it. What it starts ends with it, as far as {@link Processes} finds it. */
@Component
final class ShellTool implements Tool {

    private static final int USUAL_SECONDS = 120;
    private static final int MOST_SECONDS = 600;
    private static final int LONGEST_COMMAND = 32_000;
    private static final String NO_COMMAND = "The argument command must be a command line.";

    private final Processes processes;

    ShellTool(Processes processes) {
        this.processes = processes;
    }

    @Override
    public String name() {
        return "shell";
    }

    @Override
    public String description() {
        return "Runs a command line in the project's folder and gives its exit code and output. There is no input. What it starts"
                + " is ended with it, so nothing can be left running in the background.";
    }

    @Override
    public JsonNode parameters() {
        ObjectNode schema = JsonNodeFactory.instance.objectNode().put("type", "object");
        ObjectNode properties = schema.putObject("properties");
        properties.putObject("command").put("type", "string").put("description", "The command line.");
        properties
                .putObject("timeout_seconds")
                .put("type", "integer")
                .put(
                        "description",
                        "How long it may take, " + USUAL_SECONDS + " unless given, at most " + MOST_SECONDS + ".");
        schema.putArray("required").add("command");
        return schema.put("additionalProperties", false);
    }

    @Override
    public boolean readOnly() {
        return false;
    }

    @Override
    public String label(JsonNode arguments) {
        String command = arguments.path("command").asString("").strip();
        return command.isEmpty() ? "Running a command" : "Running " + command;
    }

    @Override
    public Mono<Access> access(ToolCall call) {
        String command = command(call);
        // nobody is asked about what cannot be run
        return canRun(command)
                ? Mono.just(Access.run(command))
                : Mono.error(() -> Problem.invalid("/command", NO_COMMAND));
    }

    private static boolean canRun(String command) {
        return !command.isBlank() && command.length() <= LONGEST_COMMAND && command.indexOf('\0') < 0;
    }

    private static String command(ToolCall call) {
        return call.arguments().path("command").asString("");
    }

    @Override
    public Mono<ToolResult> call(ToolCall call) {
        String command = command(call);
        if (!canRun(command)) {
            return Mono.just(ToolResult.failed(NO_COMMAND));
        }
        int seconds = call.arguments().path("timeout_seconds").asInt(USUAL_SECONDS);
        Duration limit = Duration.ofSeconds(Math.clamp(seconds, 1, MOST_SECONDS));
        return processes
                .run(new Command(words(command), call.folder(), limit, call.progress()))
                .map(outcome -> result(outcome, limit))
                .onErrorResume(
                        IOException.class, error -> Mono.just(ToolResult.failed("The command could not be started.")));
    }

    private static List<String> words(String command) {
        return File.separatorChar == '\\' ? List.of("cmd", "/c", command) : List.of("/bin/sh", "-c", command);
    }

    private static ToolResult result(Outcome outcome, Duration limit) {
        if (outcome.timedOut()) {
            String said = "Ended after " + limit.toSeconds() + " s, because its time was over.";
            return new ToolResult(false, outcome.output() + "\n[" + said + "]", said);
        }
        String said = "Exit code " + outcome.exit();
        return new ToolResult(outcome.exit() == 0, "[" + said + "]\n" + outcome.output(), said);
    }
}
