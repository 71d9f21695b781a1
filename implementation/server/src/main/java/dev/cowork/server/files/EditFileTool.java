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

/** Changes a passage of a text file of the project. */
@Component
final class EditFileTool implements Tool {

    private final FileWork work;
    private final ProjectPaths paths;

    EditFileTool(FileWork work, ProjectPaths paths) {
        this.work = work;
        this.paths = paths;
    }

    @Override
    public String name() {
        return "edit_file";
    }

    @Override
    public String description() {
        return "Replaces a passage of a text file of the project. old_text must stand in the file exactly once, as read_file shows it,"
                + " unless all is true.";
    }

    @Override
    public JsonNode parameters() {
        var schema = FileArguments.schema("path", "old_text", "new_text");
        FileArguments.with(schema, "path", "string", "The file, relative to the project's folder.");
        FileArguments.with(schema, "old_text", "string", "The passage to replace, with its blanks and line breaks.");
        FileArguments.with(schema, "new_text", "string", "What stands there afterwards; empty to remove it.");
        return FileArguments.with(schema, "all", "boolean", "Replace every occurrence.");
    }

    @Override
    public boolean readOnly() {
        return false;
    }

    @Override
    public String label(JsonNode arguments) {
        return FileArguments.label("Editing ", arguments, "a file");
    }

    @Override
    public Mono<Access> access(ToolCall call) {
        return JudgedPath.write(work, paths, call);
    }

    @Override
    public Mono<ToolResult> call(ToolCall call) {
        return work.run(() -> edit(call));
    }

    private ToolResult edit(ToolCall call) throws IOException {
        ProjectPath asked = FileArguments.file(call.arguments());
        String oldText = FileArguments.text(call.arguments(), "old_text");
        String newText = FileArguments.text(call.arguments(), "new_text");
        if (oldText == null || newText == null) {
            return ToolResult.failed(
                    "The argument " + (oldText == null ? "old_text" : "new_text") + " is missing or no text.");
        }
        ProjectPath writable = JudgedPath.writable(paths, call, asked);
        WholeFile file = WholeFile.read(call.folder(), asked, JudgedPath.existing(paths, call, asked));
        TextEdit edit = TextEdit.of(asked, file.text(), oldText, newText, FileArguments.flag(call.arguments(), "all"));
        if (edit.refusal() != null) {
            return ToolResult.failed(edit.refusal());
        }
        byte[] bytes = edit.text().getBytes(StandardCharsets.UTF_8);
        if (bytes.length > WholeFile.MOST_BYTES) {
            return ToolResult.failed(asked + " would be larger than 2 MB. Nothing was changed.");
        }
        if (file.changed(call.folder())) {
            return ToolResult.failed(asked + " was changed by somebody else in between. Read it again.");
        }
        AtomicWrite.to(call.folder(), asked, writable, bytes);
        String times = edit.count() == 1 ? "" : " in " + edit.count() + " places";
        return ToolResult.done(
                "Changed " + asked + times + ", from line " + edit.line() + ".", "Changed " + asked + times);
    }
}
