package dev.cowork.modelstub.anthropic;

import dev.cowork.modelstub.http.HttpRequest;
import dev.cowork.modelstub.wire.Answer;
import dev.cowork.modelstub.wire.Dialect;
import dev.cowork.modelstub.wire.Json;
import dev.cowork.modelstub.wire.Part;
import dev.cowork.modelstub.wire.PrefixCache;
import dev.cowork.modelstub.wire.Problem;
import dev.cowork.modelstub.wire.Turn;
import dev.cowork.modelstub.wire.Usage;
import dev.cowork.modelstub.wire.Voice;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Anthropic Messages. */
public final class AnthropicDialect implements Dialect {

    /** One dialect, for any number of requests. */
    public AnthropicDialect() {}

    @Override
    public String name() {
        return "anthropic";
    }

    @Override
    public void checkHeaders(HttpRequest request) throws Problem {
        if (request.header("anthropic-version") == null) {
            throw AnthropicErrors.invalid("anthropic-version: header is required");
        }
    }

    @Override
    public Turn read(JsonNode body) throws Problem {
        return AnthropicRequest.read(body, true);
    }

    /** Counts what a request without {@code max_tokens} would read. */
    public JsonNode count(JsonNode body) throws Problem {
        Usage usage = input(new PrefixCache(), "", AnthropicRequest.read(body, false));
        return Json.object().put("input_tokens", usage.input());
    }

    @Override
    public boolean thinks(Turn turn) {
        return AnthropicRequest.thinking(turn.body());
    }

    @Override
    public Usage input(PrefixCache cache, String scope, Turn turn) {
        return cache.atPoints(scope, turn.blocks());
    }

    @Override
    public Voice voice(Turn turn, Answer answer) {
        return new AnthropicVoice(turn, answer);
    }

    @Override
    public JsonNode whole(Turn turn, Answer answer) {
        ObjectNode message = AnthropicMessage.of(turn, answer);
        ArrayNode content = message.putArray("content");
        for (Part part : answer.parts()) {
            content.add(AnthropicMessage.block(turn, part));
        }
        AnthropicMessage.stop(message, answer);
        message.set(
                "usage", AnthropicMessage.usage(answer.usage(), answer.usage().output()));
        return message;
    }

    @Override
    public JsonNode error(Problem problem, String requestId) {
        return AnthropicErrors.body(problem, requestId);
    }

    @Override
    public Problem unauthorized(@Nullable String key) {
        return AnthropicErrors.unauthorized(key);
    }

    @Override
    public Problem invalid(String message) {
        return AnthropicErrors.invalid(message);
    }

    @Override
    public Problem unknownModel(String model) {
        return new Problem(404, "not_found_error", null, null, "model: " + model);
    }

    @Override
    public Problem failure(int status, @Nullable String code) {
        return AnthropicErrors.of(status, code);
    }

    @Override
    public int overloadedStatus() {
        return 529;
    }

    @Override
    public JsonNode models(List<String> names) {
        ObjectNode list = Json.object();
        ArrayNode data = list.putArray("data");
        names.forEach(name -> data.add(model(name)));
        return list.put("has_more", false).put("first_id", names.getFirst()).put("last_id", names.getLast());
    }

    @Override
    public JsonNode model(String name) {
        return Json.typed("model")
                .put("id", name)
                .put("display_name", name)
                .put("created_at", "2026-01-01T00:00:00Z")
                .put("lifecycle", "active")
                .put("max_input_tokens", 200_000)
                .put("max_tokens", 64_000);
    }

    @Override
    public Map<String, String> headers(String requestId) {
        return Map.of("request-id", requestId);
    }
}
