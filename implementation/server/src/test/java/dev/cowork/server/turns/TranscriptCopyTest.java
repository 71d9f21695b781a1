package dev.cowork.server.turns;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cowork.server.agent.Access;
import dev.cowork.server.agent.Decision;
import dev.cowork.server.agent.Question;
import dev.cowork.server.agent.TurnEvent;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.node.StringNode;

/** Bug class: a transcript with more behind it that forgets something of the first, or changes it. */
class TranscriptCopyTest {

    private static final TurnEvent NOTHING_NEW = new TurnEvent.ToolProgress("call_1", "look", "line");

    static Stream<List<TurnEvent>> turns() {
        return Stream.of(whole(), brokenOff(), longerThanIsRepeated());
    }

    private static List<TurnEvent> whole() {
        TurnEvent.TurnUsage sum = new TurnEvent.TurnUsage(8L, 3L, 1L, null);
        List<TurnEvent.OutputMessage> output = List.of(new TurnEvent.OutputMessage("item_2", "one two"));
        return List.of(
                new TurnEvent.Created("conv_1", "item_u", "item_a", "anton", null, StringNode.valueOf("hello"), 1),
                new TurnEvent.Queued(2),
                new TurnEvent.Started("m0"),
                new TurnEvent.ItemStarted("item_1", 0, "reasoning"),
                new TurnEvent.ReasoningDelta("item_1", 0, "let me "),
                new TurnEvent.ReasoningDelta("item_1", 0, "see"),
                new TurnEvent.ReasoningFinished("item_1", 0, "let me see", "opaque", "m1"),
                new TurnEvent.ItemStarted("item_2", 1, "message"),
                new TurnEvent.TextDelta("item_2", 1, 0, "one "),
                new TurnEvent.TextDelta("item_2", 1, 0, "two"),
                new TurnEvent.MessageFinished("item_2", 1, "one two", "m2"),
                new TurnEvent.Usage("rehearsal", "m3", "msg_1", 5L, 3L, null, 1L, null),
                new TurnEvent.ToolCallStarted("item_3", 2, "call_1", "look", "Look"),
                new TurnEvent.ToolCallReady("item_3", 2, "call_1", "look", "Look", "{}", "m2"),
                NOTHING_NEW,
                new TurnEvent.QuestionAsked("ask_1", "call_1", "look", new Question("Which?", List.of(), false, true)),
                new TurnEvent.QuestionAnswered("ask_1", "call_1", "answered", List.of(), "this"),
                new TurnEvent.Started("m0"),
                new TurnEvent.ApprovalAsked("ask_2", "call_1", "look", "Look", Access.read("a")),
                new TurnEvent.ApprovalGiven("ask_2", "call_1", Decision.ALLOW, Access.read("a")),
                new TurnEvent.Started("m0"),
                new TurnEvent.ToolCallFinished(
                        "item_4", "call_1", "look", "Look", true, "seen", "seen", 1, "item_3", 2, "{}"),
                new TurnEvent.ContextCompacted("item_5", "summary", "item_u", 1, "in short", "Shorter now.", "m2"),
                new TurnEvent.Progress("model_wait", "Waiting", 5L),
                new TurnEvent.LimitReached("max_output_tokens"),
                new TurnEvent.ItemCutOff("item_6", 3, "message", "thr", null, null),
                new TurnEvent.Completed(output, "item_a", "m3", sum, "max_output_tokens"),
                new TurnEvent.Failed(output, "item_a", "m3", sum, "code", "A sentence.", "Provider", 5L, 6L, true),
                new TurnEvent.Cancelled(output, "item_a", "m3", sum),
                new TurnEvent.Interrupted(output, "item_a", "m3", sum));
    }

    /** All that can be open is open at its end. */
    private static List<TurnEvent> brokenOff() {
        return List.of(
                new TurnEvent.Created("conv_1", "item_u", "item_a", "anton", null, StringNode.valueOf("hello"), 1),
                new TurnEvent.Started("m0"),
                new TurnEvent.MessageFinished("item_1", 0, "before", "m1"),
                new TurnEvent.Usage("rehearsal", "m1", "msg_1", 5L, 3L, null, 1L, null),
                new TurnEvent.ToolCallReady("item_2", 1, "call_1", "look", "Look", "{}", "m1"),
                new TurnEvent.ToolCallStarted("item_3", 2, "call_2", "look", "Look"),
                new TurnEvent.ReasoningDelta("item_4", 3, "but"),
                new TurnEvent.TextDelta("item_5", 4, 0, "one"),
                new TurnEvent.ApprovalAsked("ask_1", "call_1", "look", "Look", Access.read("a")),
                new TurnEvent.QuestionAsked("ask_2", "call_2", "look", new Question("Which?", List.of(), false, true)),
                new TurnEvent.LimitReached("max_output_tokens"),
                new TurnEvent.ReasoningDelta("item_4", 3, " then"),
                new TurnEvent.TextDelta("item_5", 4, 0, " two"));
    }

    private static List<TurnEvent> longerThanIsRepeated() {
        String half = "x".repeat(Transcript.REPEATED / 2 - 1);
        return List.of(
                new TurnEvent.MessageFinished("item_1", 0, half, "m1"),
                new TurnEvent.MessageFinished("item_2", 1, half, "m1"),
                new TurnEvent.MessageFinished("item_3", 2, "abc", "m1"),
                new TurnEvent.MessageFinished("item_4", 3, half, "m1"));
    }

    private static Transcript folded(List<TurnEvent> events) {
        Transcript said = new Transcript(1);
        events.forEach(said::add);
        return said;
    }

    private static List<Field> fields() {
        return Arrays.stream(Transcript.class.getDeclaredFields())
                .filter(field -> !Modifier.isStatic(field.getModifiers()))
                .peek(field -> field.setAccessible(true))
                .toList();
    }

    private static Object value(Field field, Transcript of) {
        try {
            return field.get(of);
        } catch (IllegalAccessException e) {
            throw new AssertionError(e);
        }
    }

    /** What a transcript holds, field by field, copied. */
    private static Map<String, Object> content(Transcript of) {
        Map<String, Object> content = new LinkedHashMap<>();
        for (Field field : fields()) {
            content.put(field.getName(), content(value(field, of)));
        }
        return content;
    }

    private static Object content(Object value) {
        return switch (value) {
            case null -> "null";
            case CharSequence text -> text.toString();
            case Collection<?> all -> List.copyOf(all);
            case Map<?, ?> map ->
                List.copyOf(map.entrySet().stream()
                        .map(entry -> Map.entry(entry.getKey(), entry.getValue()))
                        .toList());
            default -> {
                assertThat(unchangeable(value))
                        .as("a kind of field this test does not know: %s", value.getClass())
                        .isTrue();
                yield value;
            }
        };
    }

    private static boolean unchangeable(Object value) {
        return value instanceof String
                || value instanceof Number
                || value instanceof Boolean
                || value instanceof Enum<?>
                || value instanceof Record;
    }

    private static Set<String> shared(Transcript one, Transcript other) {
        return fields().stream()
                .filter(field -> value(field, one) != null
                        && !unchangeable(value(field, one))
                        && value(field, one) == value(field, other))
                .map(Field::getName)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @ParameterizedTest
    @MethodSource("turns")
    void isTheFoldOfAllWhereverItIsSplit(List<TurnEvent> turn) {
        for (int split = 0; split <= turn.size(); split++) {
            Transcript both = folded(turn.subList(0, split)).and(turn.subList(split, turn.size()));

            assertThat(content(both)).as("split at %s", split).isEqualTo(content(folded(turn)));
        }
    }

    @ParameterizedTest
    @MethodSource("turns")
    void forgetsNothingThatWasThereBefore(List<TurnEvent> turn) {
        for (int said = 0; said <= turn.size(); said++) {
            Transcript before = folded(turn.subList(0, said));

            assertThat(content(before.and(List.of(NOTHING_NEW))))
                    .as("after %s", said)
                    .isEqualTo(content(before));
        }
    }

    @ParameterizedTest
    @MethodSource("turns")
    void leavesTheFirstAsItWasAndSharesNothingThatChanges(List<TurnEvent> turn) {
        for (int split = 0; split < turn.size(); split++) {
            List<TurnEvent> rest = turn.subList(split, turn.size());
            Transcript first = folded(turn.subList(0, split));
            Map<String, Object> before = content(first);

            Transcript both = first.and(rest);

            assertThat(content(first)).as("split at %s", split).isEqualTo(before);
            assertThat(shared(first, both)).as("split at %s", split).isEmpty();
            Map<String, Object> after = content(both);
            rest.forEach(first::add);
            assertThat(content(both)).as("split at %s", split).isEqualTo(after);
        }
    }

    /** What the others compare is worth as much as these turns: a new event or field is missing here first. */
    @Test
    void isTriedWithEveryEvent() {
        assertThat(turns().flatMap(List::stream).map(Object::getClass).collect(Collectors.<Class<?>>toSet()))
                .isEqualTo(leaves(TurnEvent.class).collect(Collectors.toSet()));
    }

    @Test
    void isTriedWithEveryFieldOtherThanAtFirst() {
        Map<String, Object> atFirst = content(new Transcript(0));
        Set<String> touched = new TreeSet<>();
        turns().forEach(turn -> {
            for (int said = 1; said <= turn.size(); said++) {
                content(folded(turn.subList(0, said))).forEach((name, value) -> {
                    if (!value.equals(atFirst.get(name))) {
                        touched.add(name);
                    }
                });
            }
        });

        assertThat(touched).isEqualTo(new TreeSet<>(atFirst.keySet()));
    }

    private static Stream<Class<?>> leaves(Class<?> type) {
        return type.isSealed()
                ? Arrays.stream(type.getPermittedSubclasses()).flatMap(TranscriptCopyTest::leaves)
                : Stream.of(type);
    }
}
