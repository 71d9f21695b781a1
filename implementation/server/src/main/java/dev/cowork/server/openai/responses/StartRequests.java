package dev.cowork.server.openai.responses;

import dev.cowork.api.openai.model.CreateResponseRequest;
import dev.cowork.api.openai.model.FunctionDefinition;
import dev.cowork.api.openai.model.FunctionTool;
import dev.cowork.server.agent.FunctionSpec;
import dev.cowork.server.agent.TurnOptions;
import dev.cowork.server.platform.ids.Ids;
import dev.cowork.server.platform.json.RequestHash;
import dev.cowork.server.platform.problems.Problem;
import dev.cowork.server.turns.StartTurn;
import dev.cowork.server.turns.TurnDetails;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.openapitools.jackson.nullable.JsonNullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads a request for a response; refuses by its name what this contract does not have. */
@Component("openAiStartRequests")
class StartRequests {

    /** Without a key nobody compares requests. */
    private static final String NOT_ASKED = "";

    private final JsonMapper json;

    StartRequests(JsonMapper json) {
        this.json = json;
    }

    StartTurn read(String owner, CreateResponseRequest request, @Nullable String idempotencyKey) {
        refuseUnknown(request.more());
        boolean store = !Boolean.FALSE.equals(request.store().orElse(null));
        String previous = text(request.previousResponseId());
        List<FunctionTool> tools = list(request.tools());
        TurnOptions options = new TurnOptions(
                text(request.instructions()),
                request.maxOutputTokens().orElse(null),
                request.temperature().orElse(null),
                tools.stream().map(this::function).toList(),
                false);
        Particulars particulars = new Particulars(
                previous, store, tools.stream().map(this::definition).toList());
        return new StartTurn(
                owner,
                conversation(request.conversation()),
                previous,
                null,
                null,
                InputReader.read(request.input()),
                null,
                text(request.model()),
                null,
                null,
                new TurnDetails(options, metadata(request), json.valueToTree(particulars)),
                store,
                idempotencyKey,
                idempotencyKey == null ? NOT_ASKED : RequestHash.of(request, json));
    }

    private static void refuseUnknown(Map<String, Object> more) {
        more.forEach((name, value) -> {
            if (value != null) {
                throw Problem.of(400, "unsupported_parameter", "The parameter " + name + " is not supported here.")
                        .at("/" + name.replace("~", "~0").replace("/", "~1"));
            }
        });
    }

    private FunctionSpec function(FunctionTool tool) {
        String description = text(tool.description());
        Map<String, Object> parameters = tool.parameters().orElse(null);
        return new FunctionSpec(
                tool.name(),
                description == null ? "" : description,
                parameters == null
                        ? json.createObjectNode().put("type", "object")
                        : json.<JsonNode>valueToTree(parameters));
    }

    private FunctionDefinition definition(FunctionTool tool) {
        return FunctionDefinition.builder()
                .name(tool.name())
                .description(tool.description().orElse(null))
                .parameters(tool.parameters().orElse(null))
                .strict(tool.strict().orElse(null))
                .build();
    }

    private static Map<String, String> metadata(CreateResponseRequest request) {
        Map<String, String> metadata = request.metadata().orElse(null);
        return metadata == null ? Map.of() : metadata;
    }

    /** Its id alone, or an object with it; null opens a new one. */
    private static @Nullable String conversation(JsonNullable<JsonNode> field) {
        JsonNode value = field.orElse(null);
        if (value == null || value.isNull()) {
            return null;
        }
        JsonNode id = value.isObject() ? value.path("id") : value;
        if (!id.isString()) {
            throw Problem.invalid("/conversation", "A conversation is named by its id");
        }
        String text = id.stringValue();
        if (text.isEmpty() || Ids.isTemporary(text)) {
            return null;
        }
        return Ids.clientMade(text)
                .orElseThrow(() -> Problem.invalid(
                        "/conversation",
                        "A conversation id is made of letters, digits, '.', '_' and '-', at most 128"));
    }

    /** Null for absent, null and empty alike. */
    private static @Nullable String text(JsonNullable<String> field) {
        String value = field.orElse(null);
        return value == null || value.isEmpty() ? null : value;
    }

    private static <T> List<T> list(JsonNullable<List<T>> field) {
        List<T> list = field.orElse(null);
        return list == null ? List.of() : list;
    }
}
