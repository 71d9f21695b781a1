package dev.cowork.server.models.anthropic;

import dev.cowork.server.agent.Attachment;
import dev.cowork.server.models.history.Step;
import dev.cowork.server.models.wire.Arguments;
import dev.cowork.server.models.wire.CallIds;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes a conversation: roles alternate, the user begins, no text is blank, the results of calls stand first in the message behind them.
 */
final class AnthropicMessages {

    /** Stands where somebody said nothing: a message must not be empty. */
    private static final String NOTHING = "(no text)";

    /** So many of the newest messages of the user are cache points: the newest is written, the one before was in the last request. */
    private static final int CACHE_POINTS = 2;

    private final ArrayNode messages = JsonNodeFactory.instance.arrayNode();
    private final boolean replaying;
    private @Nullable ArrayNode content;
    private String role = "";

    private AnthropicMessages(boolean replaying) {
        this.replaying = replaying;
    }

    /** @param replaying whether earlier thinking is sent again */
    static ArrayNode of(List<Step> steps, boolean replaying) {
        AnthropicMessages written = new AnthropicMessages(replaying);
        steps.forEach(written::write);
        written.markCachePoints();
        return written.messages;
    }

    private void write(Step step) {
        if (replaying && !step.thoughts().isEmpty()) {
            ArrayNode blocks = message("assistant");
            step.thoughts().forEach(blocks::add);
        }
        switch (step) {
            case Step.Message said -> {
                if (said.role().equals("assistant")) {
                    says("assistant", said.text());
                } else {
                    said.attachments().forEach(this::attaches);
                    says("user", said.text().isBlank() && said.attachments().isEmpty() ? NOTHING : said.text());
                }
            }
            case Step.ToolRound round -> {
                says("assistant", round.text());
                for (Step.Call call : round.calls()) {
                    ArrayNode blocks = message("assistant");
                    blocks.addObject()
                            .put("type", "tool_use")
                            .put("id", CallIds.accepted(call.callId()))
                            .put("name", call.name())
                            .set("input", Arguments.object(call.arguments()));
                }
                for (Step.Call call : round.calls()) {
                    ObjectNode result = message("user").addObject();
                    result.put("type", "tool_result").put("tool_use_id", CallIds.accepted(call.callId()));
                    if (!call.output().isBlank()) {
                        result.put("content", call.output());
                    }
                }
            }
        }
    }

    private void attaches(Attachment attachment) {
        message("user")
                .addObject()
                .put("type", attachment.isPicture() ? "image" : "document")
                .putObject("source")
                .put("type", "base64")
                .put("media_type", attachment.mediaType())
                .put("data", attachment.data());
    }

    private void says(String who, String text) {
        if (!text.isBlank()) {
            message(who).addObject().put("type", "text").put("text", text);
        }
    }

    /** The content of the message that is being written, of a new one when somebody else speaks. */
    private ArrayNode message(String who) {
        if (messages.isEmpty() && who.equals("assistant")) {
            message("user").addObject().put("type", "text").put("text", NOTHING);
        }
        ArrayNode open = content;
        if (open == null || !role.equals(who)) {
            open = messages.addObject().put("role", who).putArray("content");
            content = open;
            role = who;
        }
        return open;
    }

    private void markCachePoints() {
        int left = CACHE_POINTS;
        for (int i = messages.size() - 1; i >= 0 && left > 0; i--) {
            if (messages.get(i).path("role").asString("").equals("user")
                    && messages.get(i).path("content") instanceof ArrayNode blocks
                    && blocks.get(blocks.size() - 1) instanceof ObjectNode last) {
                AnthropicBody.cachePoint(last);
                left--;
            }
        }
    }
}
