package dev.cowork.server.files;

import dev.cowork.server.agent.Access;
import dev.cowork.server.agent.Tool;
import dev.cowork.server.agent.ToolCall;
import dev.cowork.server.agent.ToolResult;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;

/** Writes a text file of the project. */
@Component
final class WriteFileTool implements Tool {

    private static final int MOST_BYTES = 2 << 20;

    private final FileWork work;
    private final ProjectPaths paths;

    WriteFileTool(FileWork work, ProjectPaths paths) {
        this.work = work;
        this.paths = paths;
    }

    @Override
    public String name() {
        return "write_file";
    }

    @Override
    public String description() {
        return "Writes a text file of the project, at most 2 MB. Replaces the file if there is one; makes missing folders.";
    }

    @Override
    public JsonNode parameters() {
        var schema = FileArguments.schema("path", "content");
        FileArguments.with(schema, "path", "string", "The file, relative to the project's folder.");
        return FileArguments.with(schema, "content", "string", "The whole new content.");
    }

    @Override
    public boolean readOnly() {
        return false;
    }

    @Override
    public String label(JsonNode arguments) {
        return FileArguments.label("Writing ", arguments, "a file");
    }

    @Override
    public Mono<Access> access(ToolCall call) {
        return JudgedPath.write(work, paths, call);
    }

    @Override
    public Mono<ToolResult> call(ToolCall call) {
        return work.run(() -> write(call));
    }

    private ToolResult write(ToolCall call) throws IOException {
        ProjectPath asked = FileArguments.file(call.arguments());
        String content = FileArguments.text(call.arguments(), "content");
        if (content == null) {
            return ToolResult.failed("The argument content is missing.");
        }
        byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
        if (bytes.length > MOST_BYTES) {
            return ToolResult.failed("The content is larger than 2 MB. Write it in several files.");
        }
        AtomicWrite.to(call.folder(), asked, JudgedPath.writable(paths, call, asked), bytes);
        String done = "Wrote " + bytes.length + " bytes to " + asked + ".";
        return ToolResult.done(done, done);
    }
}
