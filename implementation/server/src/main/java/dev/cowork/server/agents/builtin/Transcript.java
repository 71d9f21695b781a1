package dev.cowork.server.agents.builtin;

import dev.cowork.server.agent.CallContent;
import dev.cowork.server.agent.Item;
import dev.cowork.server.agent.TurnContext;
import dev.cowork.server.agent.TurnEvent;
import dev.cowork.server.models.ChosenModel;
import dev.cowork.server.models.HeadAndTail;
import dev.cowork.server.platform.ids.Ids;
import dev.cowork.server.platform.time.Times;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The conversation as it grows during a turn, and the ids and indexes given out in it. Used by one thread at a time. */
final class Transcript {

    private static final int LONGEST_CALL_ID = 256;

    /** What a turn keeps of its own words and of its tools' for the model, in characters; the oldest are shortened first. */
    static final int KEPT = 2 << 20;

    private static final int SHORTENED = 4096;

    private final String turnId;
    private final String model;
    private final Ids ids;
    private final Clock clock;
    private final List<Item> items = new ArrayList<>();
    private final List<Integer> chars = new ArrayList<>();
    private final Set<String> callIds = new HashSet<>();
    private final Set<String> inputIds = new HashSet<>();
    private final int inputs;
    private @Nullable String answerItemId;
    private int outputs;
    private int position;
    private int longest;
    private long kept;

    Transcript(TurnContext context, ChosenModel model, Ids ids, Clock clock) {
        this.turnId = context.turnId();
        this.answerItemId = said(context) ? null : context.answerItemId();
        this.model = model.model();
        this.ids = ids;
        this.clock = clock;
        items.addAll(context.history());
        items.addAll(context.input());
        items.stream()
                .filter(item -> item.type() == Item.Type.FUNCTION_CALL)
                .forEach(call -> callIds.add(CallContent.callId(call)));
        items.forEach(item -> chars.add(item.text().length()));
        inputs = begun(context.input());
        context.input().subList(0, inputs).forEach(item -> inputIds.add(item.id()));
        List<Item> done = context.input().subList(inputs, context.input().size());
        position = done.size();
        outputs = Math.toIntExact(done.stream().filter(Transcript::isOutput).count());
        longest = items.size();
    }

    /** Where the items of a turn begin that it has made itself, before it waited: only those know a model or stand for others. */
    private static int begun(List<Item> ofTurn) {
        for (int i = 0; i < ofTurn.size(); i++) {
            if (ofTurn.get(i).model() != null || ofTurn.get(i).type() == Item.Type.COMPACTION) {
                return i;
            }
        }
        return ofTurn.size();
    }

    /** What the turn itself has said and done so far. */
    private List<Item> done() {
        return items.stream()
                .filter(item -> item.turnId().equals(turnId) && !inputIds.contains(item.id()))
                .toList();
    }

    private static boolean said(TurnContext context) {
        return context.input().stream().anyMatch(item -> item.id().equals(context.answerItemId()));
    }

    /** What has a place in the answer. */
    private static boolean isOutput(Item item) {
        return item.type() == Item.Type.FUNCTION_CALL
                || item.type() == Item.Type.REASONING
                || item.type() == Item.Type.MESSAGE && item.role().equals("assistant");
    }

    private Stream<Item> done(Item.Type type) {
        return done().stream().filter(item -> item.type() == type);
    }

    /** The calls of this turn that have no output yet, in order. */
    List<PendingCall> unfinished(CallArguments arguments, Labels labels) {
        Set<String> finished =
                done(Item.Type.FUNCTION_CALL_OUTPUT).map(CallContent::callId).collect(Collectors.toSet());
        return done(Item.Type.FUNCTION_CALL)
                .filter(item -> !finished.contains(CallContent.callId(item)))
                .map(item -> pending(item, arguments, labels))
                .toList();
    }

    private PendingCall pending(Item item, CallArguments arguments, Labels labels) {
        CallContent.Call call = CallContent.read(item);
        JsonNode parsed = arguments.read(call.arguments());
        return new PendingCall(
                item.id(),
                outputs,
                call.callId(),
                call.name(),
                labels.of(call.name(), parsed),
                call.arguments(),
                parsed,
                false);
    }

    /** How many calls of these tools this turn has made before one. */
    long callsBefore(String callId, Set<String> names) {
        return done(Item.Type.FUNCTION_CALL)
                .map(CallContent::read)
                .takeWhile(call -> !call.callId().equals(callId))
                .filter(call -> names.contains(call.name()))
                .count();
    }

    List<Item> items() {
        return List.copyOf(items);
    }

    String nextItemId() {
        return ids.next("item");
    }

    /** The first message is the answer that the engine has promised an id to. */
    String nextMessageId() {
        String promised = answerItemId;
        answerItemId = null;
        return promised == null ? nextItemId() : promised;
    }

    int nextOutputIndex() {
        return outputs++;
    }

    /** The id a model gave a call, or one of ours if it gave none, or one that is taken: small servers count anew in each answer. */
    String callId(@Nullable String given) {
        String id = given == null || given.isBlank() || given.length() > LONGEST_CALL_ID ? "" : given;
        if (id.isEmpty() || !callIds.add(id)) {
            id = ids.next("call");
            callIds.add(id);
        }
        return id;
    }

    /** A message, or more of one that was cut off. */
    void message(String itemId, String text) {
        int place = items.size() - 1;
        while (place >= 0 && !items.get(place).id().equals(itemId)) {
            place--;
        }
        if (place < 0) {
            add(itemId, Item.Type.MESSAGE, "assistant", null, text, null);
        } else {
            kept += text.length() - items.get(place).text().length();
            chars.set(place, text.length());
            items.set(place, items.get(place).withText(text));
        }
    }

    /** What the model thought; only its sealed form is ever sent again. */
    void reasoning(String itemId, String text, @Nullable String opaque) {
        add(itemId, Item.Type.REASONING, "assistant", null, text, opaque);
    }

    /** Words of ours as a whole message. */
    List<TurnEvent> say(String text) {
        String itemId = nextMessageId();
        int index = nextOutputIndex();
        message(itemId, text);
        return List.of(
                new TurnEvent.ItemStarted(itemId, index, Item.Type.MESSAGE.wire()),
                new TurnEvent.TextDelta(itemId, index, 0, text),
                new TurnEvent.MessageFinished(itemId, index, text, model));
    }

    void call(PendingCall call) {
        JsonNode content = CallContent.call(call.callId(), call.name(), call.arguments());
        add(call.itemId(), Item.Type.FUNCTION_CALL, "assistant", content, "", null);
    }

    void output(String itemId, String callId, String text) {
        add(itemId, Item.Type.FUNCTION_CALL_OUTPUT, "tool", CallContent.output(callId), text, null);
    }

    /** Something that stands for the older part of the conversation. */
    void compaction(String itemId, JsonNode content, String text) {
        add(itemId, Item.Type.COMPACTION, "system", content, text, null);
    }

    /** Whether the item is one of those that the turn answers. */
    boolean isInput(String itemId) {
        return inputIds.contains(itemId);
    }

    /** The characters of all items from a place on, shortened ones in full. */
    long charsFrom(int place) {
        return chars.subList(place, chars.size()).stream()
                .mapToLong(Integer::longValue)
                .sum();
    }

    private void add(
            String id, Item.Type type, String role, @Nullable JsonNode content, String text, @Nullable String opaque) {
        items.add(item(id, inputs + position++, type, role, content, text, opaque, Times.now(clock)));
        chars.add(text.length());
        kept += text.length();
        while (kept > KEPT && longest < items.size() - 1) {
            shorten(longest++);
        }
    }

    private void shorten(int place) {
        Item item = items.get(place);
        String text = HeadAndTail.cut(item.text(), SHORTENED);
        items.set(place, item.withText(text));
        kept -= item.text().length() - text.length();
    }

    private Item item(
            String id,
            int place,
            Item.Type type,
            String role,
            @Nullable JsonNode content,
            String text,
            @Nullable String opaque,
            long at) {
        return new Item(id, turnId, place, type, role, "completed", model, content, text, opaque, at);
    }
}
