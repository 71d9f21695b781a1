package dev.cowork.modelstub.wire;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What both dialects of OpenAI have in common. */
public interface OpenAiDialect extends Dialect {

    @Override
    default Usage input(PrefixCache cache, String scope, Turn turn) {
        return cache.automatic(scope, turn.blocks());
    }

    @Override
    default JsonNode error(Problem problem, String requestId) {
        return OpenAiErrors.body(problem);
    }

    @Override
    default Problem unauthorized(@Nullable String key) {
        return OpenAiErrors.unauthorized(key);
    }

    @Override
    default Problem invalid(String message) {
        return OpenAiErrors.invalid(null, null, message);
    }

    @Override
    default Problem unknownModel(String model) {
        return OpenAiErrors.unknownModel(model);
    }

    @Override
    default Problem failure(int status, @Nullable String code) {
        return OpenAiErrors.of(status, code);
    }

    @Override
    default int overloadedStatus() {
        return 503;
    }

    @Override
    default JsonNode models(List<String> names) {
        ObjectNode list = Json.object().put("object", "list");
        ArrayNode data = list.putArray("data");
        names.forEach(name -> data.add(model(name)));
        return list;
    }

    @Override
    default JsonNode model(String name) {
        return Json.object()
                .put("id", name)
                .put("object", "model")
                .put("created", 1_767_225_600)
                .put("owned_by", "model-stub");
    }

    @Override
    default Map<String, String> headers(String requestId) {
        return Map.of("x-request-id", requestId);
    }
}
