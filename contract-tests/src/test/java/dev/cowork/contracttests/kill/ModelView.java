package dev.cowork.contracttests.kill;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** What a model was asked: no provider accepts a tool call without its output right behind it, or an output without its call. */
final class ModelView {

    private final JsonNode messages;

    ModelView(JsonNode request) {
        messages = request.path("messages");
    }

    /** The user's messages in order. */
    List<String> userMessages() {
        return messages.valueStream()
                .filter(message -> message.path("role").asString().equals("user"))
                .map(message -> message.path("content").asString())
                .toList();
    }

    /** How many tool calls it holds; fails when one of them has not exactly one output, right behind it. */
    int pairedCalls() {
        var waiting = new ArrayList<String>();
        int calls = 0;
        for (JsonNode message : messages) {
            String role = message.path("role").asString();
            if (role.equals("tool")) {
                String id = message.path("tool_call_id").asString();
                assertThat(waiting.remove(id))
                        .as("the output of " + id + " has a call in " + messages)
                        .isTrue();
            } else {
                assertThat(waiting).as("calls without an output in " + messages).isEmpty();
                message.path("tool_calls")
                        .forEach(call -> waiting.add(call.path("id").asString()));
                calls += waiting.size();
            }
        }
        assertThat(waiting).as("calls without an output in " + messages).isEmpty();
        return calls;
    }
}
