package dev.cowork.server.models.chat;

import dev.cowork.server.agent.Attachment;
import dev.cowork.server.agent.ToolSpec;
import dev.cowork.server.models.ModelRequest;
import dev.cowork.server.models.history.Step;
import dev.cowork.server.models.wire.Arguments;
import dev.cowork.server.models.wire.Concession;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Writes the body of a request. */
final class ChatBody {

    private ChatBody() {}

    static ObjectNode of(ModelRequest request, List<Step> steps, Set<Concession> concessions) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("model", request.model());
        ArrayNode messages = body.putArray("messages");
        if (!request.instructions().isBlank()) {
            message(messages, "system", request.instructions());
        }
        steps.forEach(step -> write(messages, step, concessions));
        if (!request.tools().isEmpty()) {
            tools(request.tools(), body.putArray("tools"));
        }
        if (request.reasoningEffort() != null) {
            body.put("reasoning_effort", request.reasoningEffort());
        }
        if (request.maxOutputTokens() != null) {
            body.put("max_tokens", request.maxOutputTokens());
        }
        if (request.temperature() != null) {
            body.put("temperature", request.temperature());
        }
        body.put("stream", true);
        if (!concessions.contains(Concession.NO_USAGE)) {
            body.putObject("stream_options").put("include_usage", true);
        }
        return body;
    }

    private static void tools(List<? extends ToolSpec> tools, ArrayNode out) {
        for (ToolSpec tool : tools) {
            out.addObject()
                    .put("type", "function")
                    .putObject("function")
                    .put("name", tool.name())
                    .put("description", tool.description())
                    .set("parameters", tool.parameters());
        }
    }

    private static void write(ArrayNode messages, Step step, Set<Concession> concessions) {
        boolean replaying = !concessions.contains(Concession.NO_REPLAY);
        switch (step) {
            case Step.Message said when !said.attachments().isEmpty() -> parts(messages, said);
            case Step.Message said -> {
                ObjectNode message = message(messages, said.role(), said.text());
                if (said.role().equals("assistant")) {
                    Thoughts.write(said, message, concessions);
                }
            }
            case Step.ToolRound round -> {
                ObjectNode assistant = messages.addObject().put("role", "assistant");
                Thoughts.write(round, assistant, concessions);
                if (round.text().isEmpty()) {
                    assistant.putNull("content");
                } else {
                    assistant.put("content", round.text());
                }
                ArrayNode calls = assistant.putArray("tool_calls");
                for (Step.Call call : round.calls()) {
                    calls.addObject()
                            .put("id", call.callId())
                            .put("type", "function")
                            .putObject("function")
                            .put("name", call.name())
                            .put("arguments", Arguments.text(call.arguments()));
                }
                if (replaying) {
                    sign(calls, round.thoughts());
                }
                for (Step.Call call : round.calls()) {
                    message(messages, "tool", call.output()).put("tool_call_id", call.callId());
                }
            }
        }
    }

    private static void parts(ArrayNode messages, Step.Message said) {
        ArrayNode content = messages.addObject().put("role", said.role()).putArray("content");
        for (Attachment attachment : said.attachments()) {
            if (attachment.isPicture()) {
                content.addObject()
                        .put("type", "image_url")
                        .putObject("image_url")
                        .put("url", attachment.uri());
            } else {
                content.addObject()
                        .put("type", "file")
                        .putObject("file")
                        .put("filename", attachment.name())
                        .put("file_data", attachment.uri());
            }
        }
        if (!said.text().isBlank()) {
            content.addObject().put("type", "text").put("text", said.text());
        }
    }

    /** Google signs calls, and refuses those that come without their signature. */
    private static void sign(ArrayNode calls, List<JsonNode> thoughts) {
        for (JsonNode thought : thoughts) {
            thought.path("calls").forEachEntry((number, signature) -> {
                if (number.matches("\\d{1,4}") && calls.get(Integer.parseInt(number)) instanceof ObjectNode call) {
                    call.set("extra_content", signature);
                }
            });
        }
    }

    private static ObjectNode message(ArrayNode messages, String role, String content) {
        return messages.addObject().put("role", role).put("content", content);
    }
}
