package dev.cowork.server.files;

import dev.cowork.server.agent.Access;
import dev.cowork.server.agent.Leave;
import dev.cowork.server.agent.Tool;
import dev.cowork.server.agent.ToolCall;
import dev.cowork.server.agent.ToolResult;
import dev.cowork.server.agent.Verdict;
import dev.cowork.server.platform.problems.Problem;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;

/** Finds files of the project by their names and by what is in them. */
@Component
final class SearchFilesTool implements Tool {

    static final Duration LONGEST = Duration.ofSeconds(10);

    private final FileWork work;
    private final ProjectPaths paths;

    SearchFilesTool(FileWork work, ProjectPaths paths) {
        this.work = work;
        this.paths = paths;
    }

    @Override
    public String name() {
        return "search_files";
    }

    @Override
    public String description() {
        return "Finds files of the project by name (glob) or by text in them, or both. Version control and installed packages are"
                + " left out. Shows at most 200 lines.";
    }

    @Override
    public JsonNode parameters() {
        var schema = FileArguments.schema();
        FileArguments.with(schema, "text", "string", "What to look for in files, line by line.");
        FileArguments.with(schema, "glob", "string", "Which files, for example *.md or src/**/*.py.");
        FileArguments.with(schema, "path", "string", "The folder to look in; the whole project when left out.");
        FileArguments.with(schema, "regex", "boolean", "text is a regular expression.");
        return FileArguments.with(schema, "ignore_case", "boolean", "Capital and small letters are the same.");
    }

    @Override
    public boolean readOnly() {
        return true;
    }

    @Override
    public String label(JsonNode arguments) {
        String text = FileArguments.text(arguments, "text");
        String glob = FileArguments.text(arguments, "glob");
        String wanted = text != null && !text.isEmpty() ? "“" + text + "”" : glob;
        String in = FileArguments.label(" in ", arguments, "");
        return wanted == null || wanted.isBlank()
                ? "Searching the project's files"
                : "Searching for " + wanted + (in.equals(" in ") ? "" : in);
    }

    @Override
    public Mono<Access> access(ToolCall call) {
        return JudgedPath.read(work, paths, call);
    }

    @Override
    public Mono<ToolResult> call(ToolCall call) {
        return work.run(() -> search(call));
    }

    private ToolResult search(ToolCall call) throws IOException {
        String text = given(call.arguments(), "text");
        String glob = given(call.arguments(), "glob");
        if (text == null && glob == null) {
            throw Problem.invalid("/text", "Either text or glob is needed.");
        }
        ProjectPath start = JudgedPath.existing(paths, call, FileArguments.pathOrRoot(call.arguments()));
        ProjectWalk walk = new ProjectWalk(call.folder(), paths, LONGEST);
        FileSearch search = new FileSearch(
                call.folder(),
                paths,
                path -> allowed(call, path),
                walk,
                start.segments().size(),
                glob == null ? null : Glob.of(glob),
                text == null
                        ? null
                        : LinePattern.of(
                                text,
                                FileArguments.flag(call.arguments(), "regex"),
                                FileArguments.flag(call.arguments(), "ignore_case")));
        walk.visit(start, search);
        return search.result();
    }

    /** In the middle of a search nobody can be asked: whoever was asked about the folder has answered for its files, else they are left out. */
    private static boolean allowed(ToolCall call, ProjectPath path) {
        Leave leave = call.leave();
        if (leave == null) {
            return false;
        }
        return switch (leave.rules().of(Access.read(path.toString()))) {
            case ALLOW -> true;
            case ASK -> leave.rules().of(leave.access()) == Verdict.ASK;
            case DENY -> false;
        };
    }

    private static @Nullable String given(JsonNode arguments, String name) {
        JsonNode value = arguments.get(name);
        if (value != null && !value.isNull() && !value.isString()) {
            throw Problem.invalid("/" + name, "The argument " + name + " must be text.");
        }
        String text = FileArguments.text(arguments, name);
        return text == null || text.isEmpty() ? null : text;
    }
}
