package dev.cowork.server.conversations;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What clients append to a message while a connect form is open: it is for the agent and never shown to people. Everything behind its
 * first line belongs to it.
 */
public final class FormContext {

    private static final String BEGIN = "[connect form state — Anton-only context, do not echo back]";

    private FormContext() {}

    /**
     * @param text the readable text of a message
     * @return the same without the context
     */
    public static String without(String text) {
        int begin = text.indexOf(BEGIN);
        return begin < 0 ? text : text.substring(0, begin).stripTrailing();
    }

    /**
     * @param content what a client sent: text, or blocks
     * @return the same without the context; blocks that hold nothing else are gone
     */
    public static JsonNode without(JsonNode content) {
        if (content.isString()) {
            return JsonNodeFactory.instance.stringNode(without(content.stringValue()));
        }
        if (!content.isArray()) {
            return content;
        }
        ArrayNode shown = JsonNodeFactory.instance.arrayNode();
        boolean begun = false;
        for (JsonNode block : content) {
            if (!block.path("text").isString()) {
                shown.add(block);
                continue;
            }
            String text = block.path("text").stringValue();
            if (begun) {
                continue;
            }
            begun = text.contains(BEGIN);
            String left = without(text);
            if (!begun) {
                shown.add(block);
            } else if (!left.isEmpty() && block.deepCopy() instanceof ObjectNode cut) {
                shown.add(cut.put("text", left));
            }
        }
        return shown;
    }
}
