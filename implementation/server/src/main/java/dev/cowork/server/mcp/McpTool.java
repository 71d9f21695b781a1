package dev.cowork.server.mcp;

import dev.cowork.server.agent.Access;
import dev.cowork.server.agent.Tool;
import dev.cowork.server.agent.ToolCall;
import dev.cowork.server.agent.ToolResult;
import io.modelcontextprotocol.spec.McpSchema;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;

/** A tool of a server, as an agent sees it. Its description is what the server says of it, shortened. */
final class McpTool implements Tool {

    private static final int LONGEST_DESCRIPTION = 4_000;
    private static final int LONGEST_LABEL = 80;
    private static final TypeReference<Map<String, Object>> ARGUMENTS = new TypeReference<>() {};

    private final String name;
    private final McpServer server;
    private final McpSchema.Tool tool;
    private final JsonMapper mapper;

    /** @param name the name for models, see {@link ToolNames} */
    McpTool(String name, McpServer server, McpSchema.Tool tool, JsonMapper mapper) {
        this.name = name;
        this.server = server;
        this.tool = tool;
        this.mapper = mapper;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String description() {
        String said = tool.description() == null ? "" : Texts.cut(tool.description(), LONGEST_DESCRIPTION);
        return said.isBlank() ? "The tool " + title() + " of the MCP server " + server.name() + "." : said;
    }

    @Override
    public JsonNode parameters() {
        Map<String, Object> schema = tool.inputSchema();
        return schema == null
                ? JsonNodeFactory.instance.objectNode().put("type", "object")
                : mapper.valueToTree(schema);
    }

    /** As the server says, which may be untrue: it only decides what runs side by side. */
    @Override
    public boolean readOnly() {
        return tool.annotations() != null
                && Boolean.TRUE.equals(tool.annotations().readOnlyHint());
    }

    @Override
    public String label(JsonNode arguments) {
        return server.name() + ": " + title();
    }

    private String title() {
        @Nullable String title = tool.title();
        return Texts.line(title == null || title.isBlank() ? tool.name() : title, LONGEST_LABEL);
    }

    @Override
    public Mono<Access> access(ToolCall call) {
        return Mono.just(Access.external(server.name() + "/" + tool.name()));
    }

    @Override
    public Mono<ToolResult> call(ToolCall call) {
        return server.call(tool.name(), mapper.convertValue(call.arguments(), ARGUMENTS), call.progress())
                .map(new Results(mapper)::of)
                .onErrorResume(McpFailure.class, failure -> Mono.just(ToolResult.failed(failure.coded())));
    }
}
