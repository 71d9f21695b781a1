package dev.cowork.server.models.responses;

import dev.cowork.server.agent.Attachment;
import dev.cowork.server.agent.ToolSpec;
import dev.cowork.server.models.ModelRequest;
import dev.cowork.server.models.history.Step;
import dev.cowork.server.models.wire.Arguments;
import dev.cowork.server.models.wire.CallIds;
import dev.cowork.server.models.wire.Concession;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Writes the body of a request. */
final class ResponsesBody {

    /** Fewer are refused. */
    private static final int LEAST_OUTPUT = 16;

    /** Those that think, and refuse to be asked for it if they do not. */
    private static final Pattern THINKING = Pattern.compile("(.*/)?(o[1-9]|gpt-[5-9])(?!.*-chat).*");

    private ResponsesBody() {}

    static ObjectNode of(ModelRequest request, List<Step> steps, Set<Concession> concessions) {
        boolean replaying = !concessions.contains(Concession.NO_REPLAY);
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("model", request.model());
        if (!request.instructions().isBlank()) {
            body.put("instructions", request.instructions());
        }
        ArrayNode input = body.putArray("input");
        for (Step step : steps) {
            if (replaying) {
                step.thoughts().forEach(input::add);
            }
            write(input, step);
        }
        if (!request.tools().isEmpty()) {
            tools(request.tools(), body.putArray("tools"));
        }
        if (request.reasoningEffort() != null
                || THINKING.matcher(request.model()).matches()) {
            ObjectNode reasoning = body.putObject("reasoning");
            if (!concessions.contains(Concession.NO_SUMMARY)) {
                reasoning.put("summary", "auto");
            }
            if (replaying) {
                body.putArray("include").add("reasoning.encrypted_content");
            }
            if (request.reasoningEffort() != null) {
                reasoning.put("effort", request.reasoningEffort());
            }
        }
        if (request.maxOutputTokens() != null) {
            body.put("max_output_tokens", Math.max(LEAST_OUTPUT, request.maxOutputTokens()));
        }
        if (request.temperature() != null) {
            body.put("temperature", request.temperature());
        }
        return body.put("store", false).put("stream", true);
    }

    private static void tools(List<? extends ToolSpec> tools, ArrayNode out) {
        for (ToolSpec tool : tools) {
            out.addObject()
                    .put("type", "function")
                    .put("name", tool.name())
                    .put("description", tool.description())
                    .put("strict", false)
                    .set("parameters", tool.parameters());
        }
    }

    private static void write(ArrayNode input, Step step) {
        switch (step) {
            case Step.Message said -> {
                ArrayNode content = message(input, said.role());
                said.attachments().forEach(attachment -> attach(content, attachment));
                if (said.attachments().isEmpty() || !said.text().isBlank()) {
                    text(content, said.role(), said.text());
                }
            }
            case Step.ToolRound round -> {
                if (!round.text().isBlank()) {
                    text(message(input, "assistant"), "assistant", round.text());
                }
                for (Step.Call call : round.calls()) {
                    input.addObject()
                            .put("type", "function_call")
                            .put("call_id", CallIds.accepted(call.callId()))
                            .put("name", call.name())
                            .put("arguments", Arguments.text(call.arguments()));
                }
                for (Step.Call call : round.calls()) {
                    input.addObject()
                            .put("type", "function_call_output")
                            .put("call_id", CallIds.accepted(call.callId()))
                            .put("output", call.output());
                }
            }
        }
    }

    private static ArrayNode message(ArrayNode input, String role) {
        return input.addObject().put("type", "message").put("role", role).putArray("content");
    }

    private static void text(ArrayNode content, String role, String text) {
        content.addObject()
                .put("type", role.equals("assistant") ? "output_text" : "input_text")
                .put("text", text);
    }

    private static void attach(ArrayNode content, Attachment attachment) {
        if (attachment.isPicture()) {
            content.addObject().put("type", "input_image").put("image_url", attachment.uri());
        } else {
            content.addObject()
                    .put("type", "input_file")
                    .put("filename", attachment.name())
                    .put("file_data", attachment.uri());
        }
    }
}
