package dev.cowork.server.files;

import dev.cowork.server.agent.Access;
import dev.cowork.server.agent.Tool;
import dev.cowork.server.agent.ToolCall;
import dev.cowork.server.agent.ToolResult;
import java.io.IOException;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;

/** Lists one folder of the project. */
@Component
final class ListFilesTool implements Tool {

    private static final int MOST_SHOWN = 1_000;
    private static final int MOST_READ = 20_000;
    private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");

    private final FileWork work;
    private final ProjectPaths paths;

    ListFilesTool(FileWork work, ProjectPaths paths) {
        this.work = work;
        this.paths = paths;
    }

    @Override
    public String name() {
        return "list_files";
    }

    @Override
    public String description() {
        return "Lists the files and folders in one folder of the project, by name. Folders end with a slash; files show their size"
                + " in bytes.";
    }

    @Override
    public JsonNode parameters() {
        return FileArguments.with(
                FileArguments.schema(),
                "path",
                "string",
                "The folder, relative to the project's folder; the project's folder itself when left out.");
    }

    @Override
    public boolean readOnly() {
        return true;
    }

    @Override
    public String label(JsonNode arguments) {
        return FileArguments.label("Listing ", arguments, "the project's files");
    }

    @Override
    public Mono<Access> access(ToolCall call) {
        return JudgedPath.read(work, paths, call);
    }

    @Override
    public Mono<ToolResult> call(ToolCall call) {
        return work.run(() -> list(call));
    }

    private ToolResult list(ToolCall call) throws IOException {
        ProjectPath asked = FileArguments.pathOrRoot(call.arguments());
        ProjectPath real = JudgedPath.existing(paths, call, asked);
        try (SafeFolder folder = SafeFolder.open(call.folder(), real.segments())) {
            List<String> names = folder.names(MOST_READ + 1).stream().sorted().toList();
            StringBuilder out = new StringBuilder();
            for (String name : names.subList(0, Math.min(MOST_SHOWN, names.size()))) {
                out.append(line(name, folder.attributes(name))).append('\n');
            }
            if (names.isEmpty()) {
                out.append("The folder is empty.\n");
            } else if (names.size() > MOST_SHOWN) {
                String more = names.size() > MOST_READ
                        ? "more than " + (MOST_READ - MOST_SHOWN)
                        : "" + (names.size() - MOST_SHOWN);
                out.append("[").append(more).append(" more entries are not shown]\n");
            }
            String count = names.size() > MOST_READ ? "More than " + MOST_READ : "" + names.size();
            return ToolResult.done(out.toString(), count + (names.size() == 1 ? " entry in " : " entries in ") + asked);
        }
    }

    private static String line(String name, @Nullable BasicFileAttributes attributes) {
        String shown = CONTROL.matcher(name).replaceAll("?");
        if (attributes == null) {
            return shown;
        }
        if (attributes.isDirectory()) {
            return shown + "/";
        }
        return attributes.isSymbolicLink() ? shown + " (link)" : shown + " (" + attributes.size() + ")";
    }
}
