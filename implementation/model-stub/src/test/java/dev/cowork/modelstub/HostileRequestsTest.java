package dev.cowork.modelstub;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Requests that nobody sends on purpose. */
class HostileRequestsTest {

    private static final List<JsonNode> ODD = List.of(
            Talk.json("null"),
            Talk.json("true"),
            Talk.json("1e99"),
            Talk.json("-1"),
            Talk.json("\"x\""),
            Talk.json("[]"),
            Talk.json("{}"),
            Talk.json("[null]"),
            Talk.json("[[{}]]"),
            Talk.json("{\"type\": 3}"));

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
    void whateverStandsInAnyPlaceOfARequestIsAnsweredOrRefused(Wire wire) throws Exception {
        ObjectNode request = wire.client().ask("!think A\n!tool b {}");
        ObjectNode next =
                wire.client().goOn(request, talk.events(wire, request)).put("max_output_tokens", 99);
        next.putArray("tools")
                .addObject()
                .put("type", "function")
                .put("name", "b")
                .putObject("function");
        if (wire != Wire.RESPONSES) {
            next.remove("max_output_tokens");
        }
        List<ObjectNode> odd = new ArrayList<>();
        for (JsonNode value : ODD) {
            replaced(next, next, value, odd);
        }
        assertThat(odd).hasSizeGreaterThan(150);
        for (ObjectNode body : odd) {
            HttpResponse<String> response = talk.ask(wire, body);
            assertThat(response.statusCode())
                    .as("%s%n%s", body, response.body())
                    .isIn(200, 400, 404);
        }
    }

    @ParameterizedTest
    @EnumSource
    void halfASurrogatePairIsEchoedAndRecorded(Wire wire) throws Exception {
        String body = wire.client().ask("lone HALF here").toString().replace("HALF", "\\ud83e");
        HttpResponse<String> response = talk.post(wire.path(), body);
        assertThat(wire.client().text(Talk.events(response.body()))).contains("lone \ud83e here");
        assertThat(talk.get("/stub/requests").body()).contains("lone \\uD83E here");
    }

    /** Copies of the whole in which one place below holds the value. */
    private static void replaced(ObjectNode whole, JsonNode place, JsonNode value, List<ObjectNode> copies) {
        if (place instanceof ObjectNode object) {
            for (String name : List.copyOf(object.propertyNames())) {
                JsonNode before = object.get(name);
                object.set(name, value);
                copies.add(whole.deepCopy());
                object.set(name, before);
                replaced(whole, before, value, copies);
            }
        } else if (place instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                JsonNode before = array.get(i);
                array.set(i, value);
                copies.add(whole.deepCopy());
                array.set(i, before);
                replaced(whole, before, value, copies);
            }
        }
    }
}
