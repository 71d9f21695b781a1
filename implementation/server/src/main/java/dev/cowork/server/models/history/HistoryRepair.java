package dev.cowork.server.models.history;

import dev.cowork.server.agent.Item;
import dev.cowork.server.models.CallContent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

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
    private @Nullable Block round;

    private HistoryRepair() {}

    /**
     * @param items the conversation, oldest first
     * @return its steps, oldest first
     */
    public static List<Step> steps(List<Item> items) {
        HistoryRepair repair = new HistoryRepair();
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
            case REASONING, NOTICE -> {} // the model's own thoughts and our notes are not part of what it is told
        }
    }

    private void say(Item item, String role) {
        if (!item.text().isBlank() || role.equals("user") && item.type() == Item.Type.MESSAGE) {
            blocks.add(new Block(item.turnId(), role, item.text(), new ArrayList<>()));
            round = null;
        }
    }

    private void call(Item item) {
        Block target = round;
        if (target == null || !target.turnId.equals(item.turnId())) {
            target = new Block(item.turnId(), "assistant", spokenJustBefore(item), new ArrayList<>());
            blocks.add(target);
            round = target;
        }
        CallContent.Call call = CallContent.read(item);
        Slot slot = new Slot(call);
        target.calls.add(slot);
        open.put(call.callId(), slot);
    }

    private String spokenJustBefore(Item item) {
        if (!blocks.isEmpty()) {
            Block last = blocks.getLast();
            if (last.role.equals("assistant") && last.calls.isEmpty() && last.turnId.equals(item.turnId())) {
                blocks.removeLast();
                return last.text;
            }
        }
        return "";
    }

    private void output(Item item) {
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

    private record Block(String turnId, String role, String text, List<Slot> calls) {
        Step step() {
            return calls.isEmpty()
                    ? new Step.Message(turnId, role, text)
                    : new Step.ToolRound(
                            turnId, text, calls.stream().map(Slot::step).toList());
        }
    }
}
