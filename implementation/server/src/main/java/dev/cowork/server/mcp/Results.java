package dev.cowork.server.mcp;

import dev.cowork.server.agent.ToolResult;
import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** What a tool of a server returned, as text for the model: text as it is, structured content as JSON, all else by name. */
final class Results {

    private static final int LONGEST = 1 << 20;
    private static final int LONGEST_SUMMARY = 200;
    private static final int LONGEST_NAME = 200;

    private final JsonMapper mapper;

    Results(JsonMapper mapper) {
        this.mapper = mapper;
    }

    ToolResult of(CallToolResult result) {
        StringBuilder text = new StringBuilder();
        List<McpSchema.Content> parts = result.content() == null ? List.of() : result.content();
        boolean said = false;
        for (McpSchema.Content part : parts) {
            said |= part instanceof McpSchema.TextContent;
            add(text, part(part));
        }
        // servers that return structured content repeat it as text for those who cannot read it
        if (!said && result.structuredContent() != null) {
            add(text, mapper.writeValueAsString(result.structuredContent()));
        }
        boolean ok = !Boolean.TRUE.equals(result.isError());
        String output = text.isEmpty()
                ? (ok ? "Done; it returned nothing." : "It failed without saying why.")
                : text.toString();
        return new ToolResult(ok, output, Texts.line(output, LONGEST_SUMMARY));
    }

    private static void add(StringBuilder text, String part) {
        if (text.length() < LONGEST) {
            text.append(text.isEmpty() ? "" : "\n").append(Texts.cut(part, LONGEST));
        }
    }

    private static String part(McpSchema.Content part) {
        return switch (part) {
            case McpSchema.TextContent text -> text.text() == null ? "" : text.text();
            case McpSchema.ImageContent image -> named("image", image.mimeType(), image.data());
            case McpSchema.AudioContent audio -> named("audio", audio.mimeType(), audio.data());
            case McpSchema.ResourceLink link ->
                "[resource " + name(link.uri()) + (link.name() == null ? "" : " " + name(link.name())) + "]";
            case McpSchema.EmbeddedResource embedded -> resource(embedded.resource());
            default -> "[content of another kind]";
        };
    }

    private static String resource(McpSchema.@Nullable ResourceContents resource) {
        return switch (resource) {
            case McpSchema.TextResourceContents text ->
                "[resource " + name(text.uri()) + "]\n" + (text.text() == null ? "" : text.text());
            case McpSchema.BlobResourceContents blob ->
                "[resource " + name(blob.uri()) + "] " + named("data", blob.mimeType(), blob.blob());
            case null, default -> "[resource]";
        };
    }

    private static String named(String kind, @Nullable String type, @Nullable String base64) {
        long bytes = base64 == null ? 0 : base64.length() / 4L * 3;
        return "[" + kind + " " + (type == null ? "of unknown type" : name(type)) + ", about " + bytes
                + " bytes, not shown]";
    }

    private static String name(@Nullable String text) {
        return Texts.line(text, LONGEST_NAME);
    }
}
