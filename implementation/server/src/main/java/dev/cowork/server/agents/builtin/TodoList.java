package dev.cowork.server.agents.builtin;

import dev.cowork.server.agent.CallContent;
import dev.cowork.server.agent.Item;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The steps of a longer piece of work. It is kept nowhere but in the conversation: the newest call that wrote one is the list.
 *
 * @param entries the steps in their order
 */
record TodoList(List<Entry> entries) {

    static final int MOST = 50;
    static final int LONGEST = 300;

    /** A step and how far it is. */
    record Entry(String text, Status status) {}

    /** How far a step is. */
    enum Status {
        PENDING("[ ]"),
        IN_PROGRESS("[>]"),
        COMPLETED("[x]");

        private final String mark;

        Status(String mark) {
            this.mark = mark;
        }

        String wire() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** The list in the arguments of a call, or null when there is none, or too long a one. */
    static @Nullable TodoList of(@Nullable JsonNode arguments) {
        JsonNode items = arguments == null ? null : arguments.get("items");
        if (items == null || !items.isArray() || items.size() > MOST) {
            return null;
        }
        List<Entry> entries = new ArrayList<>();
        for (JsonNode item : items) {
            String text = item.path("text").asString("").strip().replaceAll("\\s+", " ");
            Status status = status(item.path("status").asString("pending"));
            if (text.isEmpty() || text.length() > LONGEST || status == null) {
                return null;
            }
            entries.add(new Entry(text, status));
        }
        return new TodoList(List.copyOf(entries));
    }

    private static @Nullable Status status(String wire) {
        for (Status status : Status.values()) {
            if (status.wire().equals(wire)) {
                return status;
            }
        }
        return null;
    }

    /**
     * @param items a conversation, oldest first
     * @return what the model is reminded of: the list as it stands; empty when there is none, nothing is left to do in it, or the model has
     *     just read it
     */
    static String reminder(List<Item> items, CallArguments arguments) {
        TodoList list = newest(items, arguments);
        return list == null
                        || list.done() == list.entries.size()
                        || items.getLast().text().equals(list.toString())
                ? ""
                : "Your to-do list:\n" + list;
    }

    private static @Nullable TodoList newest(List<Item> items, CallArguments arguments) {
        for (Item item : items.reversed()) {
            if (item.type() == Item.Type.FUNCTION_CALL) {
                CallContent.Call call = CallContent.read(item);
                TodoList list = call.name().equals(TodoTool.NAME) ? of(arguments.read(call.arguments())) : null;
                if (list != null) {
                    return list;
                }
            }
        }
        return null;
    }

    int done() {
        return (int) entries.stream()
                .filter(entry -> entry.status() == Status.COMPLETED)
                .count();
    }

    /** How far it is, for a person. */
    String summary() {
        String now = entries.stream()
                .filter(entry -> entry.status() == Status.IN_PROGRESS)
                .map(entry -> "; now: " + entry.text())
                .findFirst()
                .orElse("");
        return done() + " of " + entries.size() + " done" + now;
    }

    /** Each step on a line of its own. */
    @Override
    public String toString() {
        return IntStream.range(0, entries.size())
                .mapToObj(i -> (i + 1) + ". " + entries.get(i).status().mark + " "
                        + entries.get(i).text())
                .collect(Collectors.joining("\n"));
    }
}
