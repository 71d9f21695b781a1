package dev.cowork.server.models.history;

import dev.cowork.server.agent.CallContent;
import dev.cowork.server.agent.Item;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Turns stored items into steps that every provider accepts: each tool call has exactly one output right behind it.
 *
 * <p>A call without an output (the turn was stopped, or the server died) gets one that says so; an output without a call is left out. Ids
 * that come again in later turns, as small servers number them, are paired with the nearest call before.
 */
public final class HistoryRepair {

    /** What stands for the output of a call that never came back. */
    public static final String INTERRUPTED = "The call was interrupted before it gave a result.";

    private final List<Block> blocks = new ArrayList<>();
    private final Map<String, Slot> open = new HashMap<>();
    private final List<JsonNode> thoughts = new ArrayList<>();
    private final String family;
    private @Nullable Block round;

    private HistoryRepair(String family) {
        this.family = family;
    }

    /**
     * @param items the conversation, oldest first
     * @param family whose reasoning is kept: the one that is asked
     * @return its steps, oldest first
     */
    public static List<Step> steps(List<Item> items, String family) {
        HistoryRepair repair = new HistoryRepair(family);
        items.forEach(repair::add);
        return repair.blocks.stream().map(Block::step).toList();
    }

    private void add(Item item) {
        switch (item.type()) {
            // a developer's word is a system's, and that is the one that every provider knows
            case MESSAGE -> say(item, item.role().equals("developer") ? "system" : item.role());
            case IMAGE, FILE, COMPACTION -> say(item, "user");
            case FUNCTION_CALL -> call(item);
            case FUNCTION_CALL_OUTPUT -> output(item);
            case REASONING -> think(item);
            case NOTICE -> {} // our notes are not part of what it is told
        }
    }

    /** Only what a provider signed or encrypted for itself goes back to it; the readable text of thoughts goes to nobody. */
    private void think(Item item) {
        JsonNode block = Opaque.read(item.opaque(), family);
        if (block != null) {
            thoughts.add(block);
            round = null;
        }
    }

    /** What was thought before what comes now. It is lost when nothing of the assistant follows it. */
    private List<JsonNode> thoughtsBefore(boolean assistant) {
        List<JsonNode> before = assistant ? List.copyOf(thoughts) : List.of();
        thoughts.clear();
        return before;
    }

    private void say(Item item, String role) {
        if (!item.text().isBlank() || role.equals("user") && item.type() == Item.Type.MESSAGE) {
            List<JsonNode> before = thoughtsBefore(role.equals("assistant"));
            blocks.add(new Block(item.turnId(), role, item.text(), new ArrayList<>(), before));
            round = null;
        }
    }

    private void call(Item item) {
        Block target = round;
        if (target == null || !target.turnId.equals(item.turnId())) {
            // what was said before a thought stays before it
            Block said = thoughts.isEmpty() ? spokenJustBefore(item) : null;
            List<JsonNode> before = thoughtsBefore(true);
            target = said == null
                    ? new Block(item.turnId(), "assistant", "", new ArrayList<>(), before)
                    : new Block(item.turnId(), "assistant", said.text, new ArrayList<>(), said.thoughts);
            blocks.add(target);
            round = target;
        }
        CallContent.Call call = CallContent.read(item);
        Slot slot = new Slot(call);
        target.calls.add(slot);
        open.put(call.callId(), slot);
    }

    private @Nullable Block spokenJustBefore(Item item) {
        if (!blocks.isEmpty()) {
            Block last = blocks.getLast();
            if (last.role.equals("assistant") && last.calls.isEmpty() && last.turnId.equals(item.turnId())) {
                return blocks.removeLast();
            }
        }
        return null;
    }

    private void output(Item item) {
        thoughts.clear();
        Slot slot = open.remove(CallContent.callId(item));
        if (slot != null) {
            slot.output = item.text();
            round = null;
        }
    }

    private static final class Slot {
        private final CallContent.Call call;
        private String output = INTERRUPTED;

        Slot(CallContent.Call call) {
            this.call = call;
        }

        Step.Call step() {
            return new Step.Call(call.callId(), call.name(), call.arguments(), output);
        }
    }

    private record Block(String turnId, String role, String text, List<Slot> calls, List<JsonNode> thoughts) {
        Step step() {
            return calls.isEmpty()
                    ? new Step.Message(turnId, role, text, thoughts)
                    : new Step.ToolRound(
                            turnId, text, calls.stream().map(Slot::step).toList(), thoughts);
        }
    }
}
