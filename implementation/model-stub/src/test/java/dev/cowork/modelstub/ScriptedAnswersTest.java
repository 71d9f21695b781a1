package dev.cowork.modelstub;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What the directives do, the same in every dialect. */
class ScriptedAnswersTest {

    private static Talk talk;

    @BeforeAll
    static void start() throws Exception {
        talk = new Talk();
    }

    @AfterAll
    static void stop() {
        talk.close();
    }

    @ParameterizedTest
    @EnumSource
    void aMessageWithoutADirectiveIsEchoed(Wire wire) throws Exception {
        String text = wire.client().text(talk.events(wire, wire.client().ask("Good morning, ![Zoë]")));
        assertThat(text).contains("Good morning, ![Zoë]").contains("3 words").hasSizeGreaterThan(60);
    }

    @ParameterizedTest
    @EnumSource
    void sayIsStreamedInPiecesAndLinesFollowEachOther(Wire wire) throws Exception {
        List<JsonNode> events =
                talk.events(wire, wire.client().ask("please\n!say One two three\n!say four\\nfive 🦊🦊🦊🦊🦊"));
        assertThat(wire.client().text(events)).isEqualTo("One two three\nfour\nfive 🦊🦊🦊🦊🦊");
        assertThat(events).hasSizeGreaterThan(8);
    }

    @ParameterizedTest
    @EnumSource
    void emitSendsThatManyDeltasThatFarApart(Wire wire) throws Exception {
        long before = System.nanoTime();
        List<JsonNode> events = talk.events(wire, wire.client().ask("!emit 5 40"));
        assertThat(wire.client().text(events)).isEqualTo("w1 w2 w3 w4 w5 ");
        assertThat(System.nanoTime() - before).isGreaterThan(160_000_000L);
    }

    @ParameterizedTest
    @EnumSource
    void slowAndWaitTakeTheirTime(Wire wire) throws Exception {
        long before = System.nanoTime();
        talk.events(wire, wire.client().ask("!wait 60\n!slow 30\n!emit 3"));
        assertThat(System.nanoTime() - before).isGreaterThan(150_000_000L);
    }

    @ParameterizedTest
    @EnumSource
    void thinkIsReasoningBeforeTheText(Wire wire) throws Exception {
        List<JsonNode> events = talk.events(wire, wire.client().ask("!think First I wonder\n!say Then I speak"));
        assertThat(wire.client().thought(events)).isEqualTo("First I wonder");
        assertThat(wire.client().text(events)).isEqualTo("Then I speak");
    }

    @ParameterizedTest
    @EnumSource
    void aToolIsCalledWithArgumentsInSmallPiecesAndItsResultLeadsToTheNextAnswer(Wire wire) throws Exception {
        ObjectNode first = wire.client()
                .ask("!think I need it\n!say Looking.\n!tool look {\"path\": \"a/ß.txt\", \"n\": 3}\n!say Found it.");
        List<JsonNode> events = talk.events(wire, first);
        List<Wire.Call> calls = wire.client().calls(events);
        assertThat(calls).hasSize(1);
        assertThat(calls.getFirst().name()).isEqualTo("look");
        assertThat(calls.getFirst().arguments()).isEqualTo("{\"path\": \"a/ß.txt\", \"n\": 3}");
        assertThat(calls.getFirst().pieces()).isGreaterThan(4);
        assertThat(wire.client().stop(events)).isIn("tool_use", "tool_calls", "completed");

        List<JsonNode> second = talk.events(wire, wire.client().goOn(first, events));
        assertThat(wire.client().text(second)).isEqualTo("Found it.");
        assertThat(wire.client().calls(second)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void callsThatStandTogetherAreOneAnswerOnlyWhenParallel(Wire wire) throws Exception {
        ObjectNode request = wire.client().ask("!parallel\n!tool a {}\n!tool b {}\n!tool c {}\n!tool d {}");
        List<JsonNode> events = talk.events(wire, request);
        assertThat(wire.client().calls(events)).extracting(Wire.Call::name).containsExactly("a", "b", "c", "d");

        ObjectNode one = wire.client().ask("!tool a {}\n!tool b {}");
        List<JsonNode> a = talk.events(wire, one);
        assertThat(wire.client().calls(a)).extracting(Wire.Call::name).containsExactly("a");
        ObjectNode two = wire.client().goOn(one, a);
        List<JsonNode> b = talk.events(wire, two);
        assertThat(wire.client().calls(b)).extracting(Wire.Call::name).containsExactly("b");
        List<JsonNode> end = talk.events(wire, wire.client().goOn(two, b));
        assertThat(wire.client().text(end)).isEqualTo("Done. 2 tools have answered.");
    }

    @ParameterizedTest
    @EnumSource
    void stopSaysWhyInTheWordsOfTheDialect(Wire wire) throws Exception {
        List<JsonNode> cut = talk.events(wire, wire.client().ask("!stop max_tokens\n!say and then"));
        assertThat(wire.client().stop(cut)).isIn("max_tokens", "max_output_tokens", "length");
        List<JsonNode> filtered = talk.events(wire, wire.client().ask("!stop content_filter\n!say and then"));
        assertThat(wire.client().stop(filtered)).isIn("refusal", "content_filter");
        List<JsonNode> refused = talk.events(wire, wire.client().ask("!stop refusal\n!say I will not."));
        assertThat(wire.client().text(refused)).isEqualTo("I will not.");
        assertThat(refused.toString()).contains("refusal");
    }

    @ParameterizedTest
    @EnumSource
    void usageIsCountedFromTheTextAndTheSameEachTime(Wire wire) throws Exception {
        Wire.Counted once = wire.client().usage(talk.events(wire, wire.client().ask("!say abcdefgh")));
        Wire.Counted again = wire.client().usage(talk.events(wire, wire.client().ask("!say abcdefgh")));
        assertThat(once).isEqualTo(again);
        assertThat(once.output()).isEqualTo(2);
        assertThat(once.input()).isBetween(4, 8);
    }

    @ParameterizedTest
    @EnumSource
    void usageCanBeSetWithAnInputThatIncludesWhatIsCached(Wire wire) throws Exception {
        List<JsonNode> events = talk.events(wire, wire.client().ask("!usage 420 17 300\n!say ok"));
        assertThat(wire.client().usage(events)).isEqualTo(new Wire.Counted(420, 17, 300));
    }

    @ParameterizedTest
    @EnumSource
    void anUnknownDirectiveIsRefusedByName(Wire wire) throws Exception {
        var response = talk.ask(wire, wire.client().ask("!sya hello"));
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body()).contains("!sya");
    }
}
