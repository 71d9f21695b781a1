package dev.cowork.server.turns;

import dev.cowork.server.agent.CallContent;
import dev.cowork.server.agent.CompactionContent;
import dev.cowork.server.agent.Item;
import dev.cowork.server.agent.TurnEvent;
import dev.cowork.server.platform.ids.Ids;
import dev.cowork.server.platform.time.Times;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/** Makes history items from what happened in a turn. */
@Component
class TurnItems {

    static final String COMPLETED = "completed";
    static final String INCOMPLETE = "incomplete";

    private final Clock clock;
    private final Ids ids;

    TurnItems(Clock clock, Ids ids) {
        this.clock = clock;
        this.ids = ids;
    }

    /** The items that start a turn, in their order. */
    List<Item> input(Turn turn, StartTurn request) {
        int question = request.questionAt();
        return IntStream.range(0, request.input().size())
                .mapToObj(place -> {
                    TurnInput input = request.input().get(place);
                    String id = place == question ? turn.userItemId() : ids.next("item");
                    return item(
                            id,
                            turn,
                            place,
                            input.type(),
                            input.role(),
                            COMPLETED,
                            null,
                            input.content(),
                            input.text(),
                            null);
                })
                .toList();
    }

    /** The item that ends with this event, or null when none does. */
    @Nullable
    Item endingWith(TurnEvent event, Turn turn, int position) {
        return switch (event) {
            case TurnEvent.MessageFinished message ->
                item(
                        message.itemId(),
                        turn,
                        position,
                        Item.Type.MESSAGE,
                        "assistant",
                        COMPLETED,
                        message.model(),
                        null,
                        message.text(),
                        null);
            case TurnEvent.ReasoningFinished reasoning ->
                item(
                        reasoning.itemId(),
                        turn,
                        position,
                        Item.Type.REASONING,
                        "assistant",
                        COMPLETED,
                        reasoning.model(),
                        null,
                        reasoning.text(),
                        reasoning.opaque());
            case TurnEvent.ToolCallReady call ->
                item(
                        call.itemId(),
                        turn,
                        position,
                        Item.Type.FUNCTION_CALL,
                        "assistant",
                        COMPLETED,
                        call.model(),
                        call(call),
                        call.arguments(),
                        null);
            case TurnEvent.ToolCallFinished done ->
                item(
                        done.itemId(),
                        turn,
                        position,
                        Item.Type.FUNCTION_CALL_OUTPUT,
                        "assistant",
                        COMPLETED,
                        null,
                        output(done),
                        done.output(),
                        null);
            case TurnEvent.ContextCompacted compacted ->
                item(
                        compacted.itemId(),
                        turn,
                        position,
                        Item.Type.COMPACTION,
                        "system",
                        COMPLETED,
                        compacted.model(),
                        CompactionContent.of(compacted.kind(), compacted.through(), compacted.entries()),
                        compacted.text(),
                        null);
            default -> null;
        };
    }

    /** The items that an ending cuts off. */
    List<Item> cutOff(Turn turn, Transcript transcript) {
        List<Item> items = new ArrayList<>();
        int position = transcript.nextPosition();
        TurnEvent.OutputMessage reasoning = transcript.openReasoning();
        if (reasoning != null) {
            items.add(open(reasoning, turn, position++, Item.Type.REASONING, transcript.model()));
        }
        TurnEvent.OutputMessage message = transcript.openMessage();
        if (message != null) {
            items.add(open(message, turn, position, Item.Type.MESSAGE, transcript.model()));
        }
        return items;
    }

    private Item open(TurnEvent.OutputMessage text, Turn turn, int position, Item.Type type, @Nullable String model) {
        return item(text.itemId(), turn, position, type, "assistant", INCOMPLETE, model, null, text.text(), null);
    }

    private static JsonNode call(TurnEvent.ToolCallReady call) {
        return CallContent.call(call.callId(), call.name(), call.arguments());
    }

    private static JsonNode output(TurnEvent.ToolCallFinished done) {
        return CallContent.output(done.callId()).put("name", done.name()).put("ok", done.ok());
    }

    private Item item(
            String id,
            Turn turn,
            int position,
            Item.Type type,
            String role,
            String status,
            @Nullable String model,
            @Nullable JsonNode content,
            String text,
            @Nullable String opaque) {
        String safeId = id.isEmpty() ? ids.next("item") : id;
        return new Item(
                safeId, turn.id(), position, type, role, status, model, content, text, opaque, Times.now(clock));
    }
}
