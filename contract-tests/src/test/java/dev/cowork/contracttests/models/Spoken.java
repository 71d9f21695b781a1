package dev.cowork.contracttests.models;

import dev.cowork.contracttests.contracts.Bundle;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A dialect of models, as the settings choose it and as a request of it looks. */
enum Spoken {
    ANTHROPIC {
        @Override
        Map<String, String> provider(String stub, String key) {
            return Map.of(
                    "planning_provider",
                    "anthropic",
                    "planning_model",
                    "claude-sonnet-4-6",
                    "anthropic_base_url",
                    stub,
                    "anthropic_api_key",
                    key);
        }

        @Override
        String path() {
            return "/v1/messages";
        }

        @Override
        ObjectNode question(String text) {
            ObjectNode body = Bundle.JSON.createObjectNode().put("model", "claude-sonnet-4-6");
            body.put("max_tokens", 100)
                    .putArray("messages")
                    .addObject()
                    .put("role", "user")
                    .put("content", text);
            return body;
        }

        @Override
        List<String> outputs(JsonNode request) {
            return blocks(request, "messages")
                    .filter(block -> type(block).equals("tool_result"))
                    .map(block -> block.path("content").asString(""))
                    .toList();
        }

        @Override
        List<String> seals(JsonNode request) {
            return blocks(request, "messages")
                    .filter(block -> type(block).equals("thinking"))
                    .map(block -> block.path("signature").asString())
                    .toList();
        }
    },
    RESPONSES {
        @Override
        Map<String, String> provider(String stub, String key) {
            return compatible(stub, key, "gpt-5.5", "responses");
        }

        @Override
        String path() {
            return "/v1/responses";
        }

        @Override
        ObjectNode question(String text) {
            return Bundle.JSON.createObjectNode().put("model", "gpt-5.5").put("input", text);
        }

        @Override
        List<String> outputs(JsonNode request) {
            return request.path("input")
                    .valueStream()
                    .filter(item -> type(item).equals("function_call_output"))
                    .map(item -> item.path("output").asString())
                    .toList();
        }

        @Override
        List<String> seals(JsonNode request) {
            return request.path("input")
                    .valueStream()
                    .filter(item -> type(item).equals("reasoning"))
                    .map(item -> item.path("encrypted_content").asString())
                    .toList();
        }
    },
    CHAT {
        @Override
        Map<String, String> provider(String stub, String key) {
            return compatible(stub, key, "small", "chat");
        }

        @Override
        String path() {
            return "/v1/chat/completions";
        }

        @Override
        ObjectNode question(String text) {
            ObjectNode body = Bundle.JSON.createObjectNode().put("model", "small");
            body.putArray("messages").addObject().put("role", "user").put("content", text);
            return body;
        }

        @Override
        List<String> outputs(JsonNode request) {
            return request.path("messages")
                    .valueStream()
                    .filter(message -> message.path("role").asString("").equals("tool"))
                    .map(message -> message.path("content").asString())
                    .toList();
        }

        @Override
        List<String> seals(JsonNode request) {
            return request.path("messages")
                    .valueStream()
                    .filter(message -> message.has("reasoning_content"))
                    .map(message -> message.path("reasoning_content").asString())
                    .toList();
        }
    };

    /** The settings that choose it, at this stub. */
    Map<String, String> settings(String stub, String key) {
        Map<String, String> settings = new HashMap<>(provider(stub, key));
        settings.put("planning_reasoning_effort", "medium");
        return settings;
    }

    abstract Map<String, String> provider(String stub, String key);

    /** Where its answers are. */
    abstract String path();

    /** A question without a stream. */
    abstract ObjectNode question(String text);

    /** The outputs of tools in a request. */
    abstract List<String> outputs(JsonNode request);

    /** What goes back of the reasoning in a request, in its order: signatures, or the text itself where nobody signs. */
    abstract List<String> seals(JsonNode request);

    /** Its name at the stub. */
    String dialect() {
        return name().toLowerCase(Locale.ROOT);
    }

    private static Map<String, String> compatible(String stub, String key, String model, String dialect) {
        return Map.of(
                "planning_provider", "openai_compatible",
                "planning_model", model,
                "openai_base_url", stub + "/v1",
                "openai_compatible_api_key", key,
                "openai_compatible_dialect", dialect);
    }

    private static Stream<JsonNode> blocks(JsonNode request, String messages) {
        return request.path(messages)
                .valueStream()
                .flatMap(message -> message.path("content").valueStream());
    }

    private static String type(JsonNode node) {
        return node.path("type").asString("");
    }
}
