package dev.cowork.modelstub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cowork.modelstub.script.Rules;
import dev.cowork.modelstub.script.ScriptException;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What is played to whom, the same in every dialect. */
class RulesTest {

    private Talk talk;

    @BeforeEach
    void start() throws Exception {
        talk = new Talk(ModelStubOptions.defaults().withRules(Rules.of("""
                A title comes from the small model.
                when model small
                !say A title.

                when system You keep the record
                when user what happened
                !say The record.

                when user invoice
                when tool not found
                !say There is none.
                !tool write_file {"path": "note.md"}

                when user invoice
                !tool read_file {"path": "invoice.csv"}
                !say Paid.
                """)));
    }

    @AfterEach
    void stop() {
        talk.close();
    }

    private String said(Wire wire, ObjectNode request) throws Exception {
        return wire.client().text(talk.events(wire, request));
    }

    @ParameterizedTest
    @EnumSource
    void theModelDecidesWhateverIsWritten(Wire wire) throws Exception {
        ObjectNode request = wire.client().ask("!say from the message");
        assertThat(said(wire, request)).isEqualTo("from the message");
        assertThat(said(wire, request.deepCopy().put("model", "small"))).isEqualTo("A title.");
        assertThat(said(wire, request.deepCopy().put("model", "smaller"))).isEqualTo("from the message");
    }

    @ParameterizedTest
    @EnumSource
    void conditionsThatStandTogetherMustAllHold(Wire wire) throws Exception {
        ObjectNode request = wire.client().ask("Tell me what happened.\n!say from the message");
        assertThat(said(wire, request)).isEqualTo("from the message");
        assertThat(said(wire, instructed(wire, request, "You keep the record of a talk.")))
                .isEqualTo("The record.");
        ObjectNode other = wire.client().ask("!say from the message");
        assertThat(said(wire, instructed(wire, other, "You keep the record of a talk.")))
                .isEqualTo("from the message");
    }

    @ParameterizedTest
    @EnumSource
    void aRuleGoesOnWithTheResultsOfItsToolsLikeAMessage(Wire wire) throws Exception {
        ObjectNode first = wire.client().ask("Look at the invoice.");
        List<JsonNode> called = talk.events(wire, first);
        assertThat(wire.client().calls(called)).extracting(Wire.Call::name).containsExactly("read_file");
        assertThat(said(wire, wire.client().goOn(first, called))).isEqualTo("Paid.");
    }

    @ParameterizedTest
    @EnumSource
    void whatAToolAnsweredDecidesAndTheScriptBeginsThere(Wire wire) throws Exception {
        ObjectNode first = wire.client().ask("Look at the invoice.");
        ObjectNode next = wire.client().goOn(first, talk.events(wire, first));
        ObjectNode missing =
                (ObjectNode) Talk.json(next.toString().replace("result of read_file", "invoice.csv: not found"));

        List<JsonNode> events = talk.events(wire, missing);

        assertThat(wire.client().text(events)).isEqualTo("There is none.");
        assertThat(wire.client().calls(events)).extracting(Wire.Call::name).containsExactly("write_file");
    }

    @ParameterizedTest
    @EnumSource
    void theyCanBeChangedWhileItRuns(Wire wire) throws Exception {
        ObjectNode request = wire.client().ask("Hello there");
        assertThat(talk.put("/stub/rules", "when user Hello\n!say Good day.").statusCode())
                .isEqualTo(204);
        assertThat(said(wire, request)).isEqualTo("Good day.");
        HttpResponse<String> refused = talk.put("/stub/rules", "when user Hello\n!sya Good day.");
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body()).contains("!sya");
        assertThat(said(wire, request)).as("the ones before stay").isEqualTo("Good day.");
        assertThat(talk.put("/stub/rules", "").statusCode()).isEqualTo(204);
        assertThat(said(wire, request)).contains("You said: Hello there");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "when colour red\n!say a",
                "when user\n!say a",
                "when user a",
                "!say a",
                "when user a\n!say b\nwhen user c",
                "when user a\n!emit many"
            })
    void whatCannotBePlayedIsRefusedAtOnce(String rules) {
        assertThatThrownBy(() -> Rules.of(rules)).isInstanceOf(ScriptException.class);
    }

    @Test
    void thereMayBeNone() throws Exception {
        assertThat(Rules.of("")).isNotNull();
        assertThat(Rules.of("Only words.\n")).isNotNull();
    }

    private static ObjectNode instructed(Wire wire, ObjectNode request, String instructions) {
        ObjectNode copy = request.deepCopy();
        switch (wire) {
            case ANTHROPIC -> copy.put("system", instructions);
            case RESPONSES -> copy.put("instructions", instructions);
            case CHAT ->
                copy.withArray("messages").insertObject(0).put("role", "system").put("content", instructions);
        }
        return copy;
    }
}
