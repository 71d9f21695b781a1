package dev.cowork.modelstub.responses;

import static dev.cowork.modelstub.wire.OpenAiErrors.invalid;
import static dev.cowork.modelstub.wire.OpenAiErrors.missing;

import dev.cowork.modelstub.wire.Json;
import dev.cowork.modelstub.wire.Problem;
import dev.cowork.modelstub.wire.Seal;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** Checks the items of a request: contents, calls and outputs, reasoning. */
final class ResponsesItems {

    /** What the stub puts into the id of a call that it thought about. */
    private static final String THOUGHT_ABOUT = "fc_T";

    private final ResponseStore store;

    ResponsesItems(ResponseStore store) {
        this.store = store;
    }

    static boolean isResult(JsonNode item) {
        return Json.text(item, "type").equals("function_call_output");
    }

    void check(List<JsonNode> items) throws Problem {
        Set<String> calls = new LinkedHashSet<>();
        Set<String> thoughts = new LinkedHashSet<>();
        for (int i = 0; i < items.size(); i++) {
            JsonNode item = items.get(i);
            String at = "input[" + i + "]";
            switch (Json.text(item, "type")) {
                case "", "message" -> checkMessage(item, at);
                case "reasoning" -> {
                    boolean last = i == items.size() - 1;
                    checkReasoning(item, last ? null : items.get(i + 1));
                    thoughts.add(Json.text(item, "id"));
                }
                case "function_call" -> {
                    checkCall(item, at, thoughts);
                    calls.add(Json.text(item, "call_id"));
                }
                case "function_call_output" -> {
                    if (!Json.has(item, "call_id")) {
                        throw missing(at + ".call_id");
                    }
                    if (!Json.has(item, "output")) {
                        throw missing(at + ".output");
                    }
                    if (!calls.contains(Json.text(item, "call_id"))) {
                        throw invalid(
                                null,
                                "input",
                                "No tool call found for function call output with call_id " + Json.text(item, "call_id")
                                        + ".");
                    }
                }
                default -> {
                    // items of tools that run at the server
                }
            }
        }
        items.stream().filter(ResponsesItems::isResult).forEach(item -> calls.remove(Json.text(item, "call_id")));
        if (!calls.isEmpty()) {
            throw invalid(
                    null,
                    "input",
                    "No tool output found for function call " + calls.iterator().next() + ".");
        }
    }

    private static void checkMessage(JsonNode item, String at) throws Problem {
        String role = Json.text(item, "role");
        if (!Set.of("user", "assistant", "system", "developer").contains(role)) {
            throw invalid(
                    "invalid_value",
                    at + ".role",
                    "Invalid value: '" + role
                            + "'. Supported values are: 'assistant', 'system', 'developer', and 'user'.");
        }
        if (!Json.has(item, "content")) {
            throw missing(at + ".content");
        }
        int index = 0;
        for (JsonNode part : Json.elements(item, "content")) {
            String type = Json.text(part, "type");
            boolean fits = role.equals("assistant")
                    ? type.equals("output_text") || type.equals("refusal")
                    : type.startsWith("input_");
            if (!fits) {
                throw invalid(
                        "invalid_value",
                        at + ".content[" + index + "]",
                        "Invalid value: '" + type + "'. Supported values are: "
                                + (role.equals("assistant")
                                        ? "'output_text' and 'refusal'."
                                        : "'input_text', 'input_image', and 'input_file'."));
            }
            index++;
        }
    }

    private void checkReasoning(JsonNode item, @org.jspecify.annotations.Nullable JsonNode next) throws Problem {
        String id = Json.text(item, "id");
        if (Json.has(item, "encrypted_content")) {
            if (Seal.unwrap(Json.text(item, "encrypted_content")) == null) {
                throw invalid(
                        "invalid_encrypted_content",
                        null,
                        "The encrypted content for item " + id
                                + " could not be verified. Reason: Encrypted content could"
                                + " not be decrypted or parsed.");
            }
        } else if (!store.holds(id)) {
            throw new Problem(
                    404,
                    "invalid_request_error",
                    null,
                    "input",
                    "Item with id '" + id
                            + "' not found. Items are not persisted when `store` is set to false. Try again"
                            + " with `store` set to true, or remove this item from your input.");
        }
        boolean followed = next != null && !"user".equals(Json.text(next, "role")) && !isResult(next);
        if (!followed) {
            throw invalid(
                    null,
                    "input",
                    "Item '" + id + "' of type 'reasoning' was provided without its required following item.");
        }
    }

    private static void checkCall(JsonNode item, String at, Set<String> thoughts) throws Problem {
        for (String field : List.of("call_id", "name", "arguments")) {
            if (!Json.has(item, field)) {
                throw missing(at + "." + field);
            }
        }
        String id = Json.text(item, "id");
        if (id.startsWith(THOUGHT_ABOUT)) {
            String turn = id.substring(THOUGHT_ABOUT.length(), Math.max(id.lastIndexOf('_'), THOUGHT_ABOUT.length()));
            String thought = "rs_P" + turn + "_";
            if (thoughts.stream().noneMatch(known -> known.startsWith(thought))) {
                throw invalid(
                        null,
                        "input",
                        "Item '" + id
                                + "' of type 'function_call' was provided without its required 'reasoning' item: '"
                                + thought + "0'.");
            }
        }
    }
}
