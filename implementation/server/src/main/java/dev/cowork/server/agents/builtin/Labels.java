package dev.cowork.server.agents.builtin;

import dev.cowork.server.agent.Tool;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** What a person reads of tool calls while they run. A label is one short line, whatever a model put into the arguments. */
final class Labels {

    static final int LONGEST = 200;

    private static final Logger log = LoggerFactory.getLogger(Labels.class);
    private static final Pattern UNSEEN = Pattern.compile("[\\p{Cntrl}\\p{Cf}\\s]+");

    private final Map<String, Tool> tools = new HashMap<>();

    Labels(List<Tool> tools) {
        tools.forEach(tool -> this.tools.put(tool.name(), tool));
    }

    /** The label of a call of which no more than the name is known. */
    String of(String name) {
        return of(name, null);
    }

    /**
     * @param name a tool's name, of an unknown tool too
     * @param arguments the call's arguments, or null when they are not known or are no object
     */
    String of(String name, @Nullable JsonNode arguments) {
        Tool tool = tools.get(name);
        return tool == null ? name : line(tool, arguments == null ? JsonNodeFactory.instance.objectNode() : arguments);
    }

    private static String line(Tool tool, JsonNode arguments) {
        String label;
        try {
            label = UNSEEN.matcher(tool.label(arguments)).replaceAll(" ").strip();
        } catch (RuntimeException unreadable) {
            log.debug("The tool {} has no label for its arguments", tool.name(), unreadable);
            label = "";
        }
        if (label.isEmpty()) {
            return tool.name();
        }
        int end = label.offsetByCodePoints(0, Math.min(LONGEST, label.codePointCount(0, label.length())));
        return end == label.length() ? label : label.substring(0, end) + "...";
    }
}
