package dev.cowork.server.models.chat;

import dev.cowork.server.models.ModelEvent;
import dev.cowork.server.models.history.Step;
import dev.cowork.server.models.wire.Concession;
import dev.cowork.server.models.wire.Json;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reasoning, which this dialect knows in two spellings. Those who write {@code reasoning_content} (DeepSeek, Kimi, GLM and others) want to
 * see it again with the message that it led to, and DeepSeek refuses a conversation with tools without it. Those who write {@code reasoning}
 * refuse the other spelling, and want nothing.
 */
final class Thoughts {

    private static final String FIELD = "reasoning_content";

    private final StringBuilder unsealed = new StringBuilder();

    /** The piece of reasoning in a delta, or nothing. */
    String read(JsonNode delta) {
        String wanted = Json.textOrEmpty(delta, FIELD);
        unsealed.append(wanted);
        return wanted.isEmpty() ? Json.textOrEmpty(delta, "reasoning") : wanted;
    }

    /** What was thought up to here is over. */
    void seal(List<ModelEvent> out) {
        if (!unsealed.isEmpty()) {
            out.add(new ModelEvent.ReasoningSealed(JsonNodeFactory.instance
                    .objectNode()
                    .put(FIELD, unsealed.toString())
                    .toString()));
            unsealed.setLength(0);
        }
    }

    /** Puts what was thought before a message of the model into it, as far as the server wants that. */
    static void write(Step step, ObjectNode assistant, Set<Concession> concessions) {
        boolean replaying =
                !concessions.contains(Concession.NO_REPLAY) && !concessions.contains(Concession.NO_REASONING);
        String thought = step.thoughts().stream()
                .map(block -> Json.textOrEmpty(block, FIELD))
                .collect(Collectors.joining());
        if (concessions.contains(Concession.REASONING_ALWAYS) || replaying && !thought.isEmpty()) {
            assistant.put(FIELD, replaying ? thought : "");
        }
    }
}
