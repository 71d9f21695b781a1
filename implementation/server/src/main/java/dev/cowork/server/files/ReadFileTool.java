package dev.cowork.server.files;

import dev.cowork.server.agent.Access;
import dev.cowork.server.agent.Tool;
import dev.cowork.server.agent.ToolCall;
import dev.cowork.server.agent.ToolResult;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;

/** Reads a text file of the project. */
@Component
final class ReadFileTool implements Tool {

    private static final int MOST_LINES = 2_000;

    private final FileWork work;
    private final ProjectPaths paths;

    ReadFileTool(FileWork work, ProjectPaths paths) {
        this.work = work;
        this.paths = paths;
    }

    @Override
    public String name() {
        return "read_file";
    }

    @Override
    public String description() {
        return "Reads a text file of the project, at most 256 KB at once. For long files pass offset and limit, counted in lines.";
    }

    @Override
    public JsonNode parameters() {
        var schema = FileArguments.schema("path");
        FileArguments.with(schema, "path", "string", "The file, relative to the project's folder.");
        FileArguments.with(schema, "offset", "integer", "The first line to read, counted from 1.");
        return FileArguments.with(
                schema, "limit", "integer", "How many lines to read; " + MOST_LINES + " when left out.");
    }

    @Override
    public boolean readOnly() {
        return true;
    }

    @Override
    public boolean givesParts() {
        return true;
    }

    @Override
    public String label(JsonNode arguments) {
        return FileArguments.label("Reading ", arguments, "a file");
    }

    @Override
    public Mono<Access> access(ToolCall call) {
        return JudgedPath.read(work, paths, call);
    }

    @Override
    public Mono<ToolResult> call(ToolCall call) {
        return work.run(() -> read(call));
    }

    private ToolResult read(ToolCall call) throws IOException {
        ProjectPath asked = FileArguments.file(call.arguments());
        int offset = FileArguments.positive(call.arguments(), "offset", 1);
        int limit = FileArguments.positive(call.arguments(), "limit", MOST_LINES);
        ProjectPath real = JudgedPath.existing(paths, call, asked);
        if (real.segments().isEmpty()) {
            return ToolResult.failed(asked + " is a folder.");
        }
        String name = real.segments().getLast();
        List<String> parents = real.segments().subList(0, real.segments().size() - 1);
        try (SafeFolder folder = SafeFolder.open(call.folder(), parents)) {
            BasicFileAttributes attributes = folder.attributes(name);
            if (attributes == null || !attributes.isRegularFile()) {
                return ToolResult.failed(
                        asked + (attributes != null && attributes.isDirectory() ? " is a folder." : " is no file."));
            }
            try (InputStream in = Channels.newInputStream(folder.channel(name, StandardOpenOption.READ))) {
                return LineWindow.read(in, offset, limit).result(asked, offset);
            }
        }
    }
}
