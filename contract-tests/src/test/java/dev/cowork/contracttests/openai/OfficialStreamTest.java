package dev.cowork.contracttests.openai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cowork.contracttests.contracts.Bundle;
import dev.cowork.contracttests.schema.StrictSchemas;
import dev.cowork.contracttests.server.Http;
import dev.cowork.contracttests.server.ServedBundle;
import dev.cowork.contracttests.server.ServerProcess;
import dev.cowork.contracttests.server.SharedServer;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Catches: a stream that an official SDK throws on, whatever the turn did and wherever it was read from. */
class OfficialStreamTest {

    private static final String BASE = "/openai/v1/responses";
    private static final ServerProcess SERVER = SharedServer.server();
    private static final StrictSchemas SCHEMAS = schemas(SERVER.base());

    private static StrictSchemas schemas(URI base) {
        return new StrictSchemas(ServedBundle.of(base, "openai"));
    }

    private static ObjectNode request(String input) {
        return Bundle.JSON
                .createObjectNode()
                .put("input", input.replace("\\n", "\n"))
                .put("stream", true);
    }

    private static OfficialReader open(ObjectNode body) {
        return OfficialReader.open(SERVER.base(), Http.Request.of("POST", BASE).json(body.toString()), SCHEMAS);
    }

    private static List<JsonNode> stream(ObjectNode body) {
        try (OfficialReader reader = open(body)) {
            return inOrder(reader.rest());
        }
    }

    private static List<JsonNode> inOrder(List<JsonNode> events) {
        OfficialOrder order = new OfficialOrder();
        events.forEach(order::take);
        assertThat(order.isOver()).as("the last event of " + events).isTrue();
        return events;
    }

    private static Http.Request from(String id, long number) {
        return Http.Request.of("GET", BASE + "/" + id + "?stream=true&starting_after=" + number);
    }

    private static String id(List<JsonNode> events) {
        return events.getFirst().at("/response/id").asString();
    }

    private static void isTheSameFromEachOfItsEvents(List<JsonNode> events) {
        for (int i = 0; i < events.size(); i++) {
            Http.Request request =
                    from(id(events), events.get(i).path("sequence_number").asLong());
            try (OfficialReader reader = OfficialReader.open(SERVER.base(), request, SCHEMAS)) {
                assertThat(reader.rest()).isEqualTo(events.subList(i + 1, events.size()));
            }
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            /say Hello                                       | response.completed
            /think a thought\\n/say Hello                    | response.completed
            /emit 40                                         | response.completed
            /tool list_files {}\\n/say done                  | response.completed
            /tool read_file {"path":"missing"}\\n/say done   | response.completed
            /tool no_such_tool {}\\n/say done                | response.completed
            /think a\\n/tool list_files {}\\n/think b\\n/say c | response.completed
            /emit 5\\n/fail rate_limited                     | response.failed
            /fail anton_error                                | response.failed
            """)
    void whateverATurnDoesIsToldInOfficialOrder(String input, String last) {
        List<JsonNode> events = stream(request(input));

        assertThat(events.getLast().path("type").asString()).isEqualTo(last);
        isTheSameFromEachOfItsEvents(events);
    }

    @Test
    void aCallOfTheCallersEndsTheResponse() {
        ObjectNode body = request("/tool look {\"at\":1}");
        body.putArray("tools").addObject().put("type", "function").put("name", "look");
        List<JsonNode> events = stream(body);

        assertThat(events.getLast().at("/response/output/0/type").asString()).isEqualTo("function_call");
        isTheSameFromEachOfItsEvents(events);
    }

    @Test
    void anAnswerThatIsCutAtItsLimitIsIncomplete() {
        List<JsonNode> events = stream(request("/think a\\n/emit 40").put("max_output_tokens", 6));

        assertThat(events.getLast().at("/response/incomplete_details/reason").asString())
                .isEqualTo("max_output_tokens");
        isTheSameFromEachOfItsEvents(events);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/emit 5\\n/slow 60000", "/think a\\n/slow 60000", "/slow 60000"})
    void aStoppedResponseIsIncompleteWithWhatThereIs(String input) {
        try (OfficialReader reader = open(request(input))) {
            String id = reader.until(event -> event.path("type").asString().equals("response.in_progress"))
                    .at("/response/id")
                    .asString();
            if (!input.startsWith("/slow")) {
                reader.until(event -> event.path("type").asString().endsWith(".delta"));
            }
            SERVER.api().ok(Http.Request.of("POST", BASE + "/" + id + "/cancel"));
            List<JsonNode> events = inOrder(reader.rest());

            assertThat(events.getLast().path("type").asString()).isEqualTo("response.incomplete");
            isTheSameFromEachOfItsEvents(events);
        }
    }

    @Test
    void aMessageToABusyConversationIsQueuedFirst() {
        try (OfficialReader first = open(request("/emit 3\\n/slow 3000").put("conversation", "official-busy"));
                OfficialReader second = open(request("/say next").put("conversation", "official-busy"))) {
            inOrder(first.rest());
            List<JsonNode> events = inOrder(second.rest());

            assertThat(events.stream()
                            .map(event -> event.path("type").asString())
                            .limit(3))
                    .containsExactly("response.created", "response.queued", "response.in_progress");
        }
    }

    @Test
    void aKillInTheMiddleOfAnItemLeavesOneStreamInOrder() throws Exception {
        List<JsonNode> events = new ArrayList<>();
        try (ServerProcess server = ServerProcess.start()) {
            StrictSchemas schemas = schemas(server.base());
            Http.Request post = Http.Request.of("POST", BASE)
                    .json(request("/think a\\n/emit 400 20").toString());
            try (OfficialReader reader = OfficialReader.open(server.base(), post, schemas)) {
                reader.until(event -> event.path("type").asString().equals("response.output_text.delta"));
                for (int i = 0; i < 5; i++) {
                    reader.next();
                }
                server.kill9();
                events.addAll(reader.rest());
            }
            try (ServerProcess again = server.restart(Map.of());
                    OfficialReader rest = OfficialReader.open(
                            again.base(),
                            from(
                                    id(events),
                                    events.getLast().path("sequence_number").asLong()),
                            schemas)) {
                events.addAll(rest.rest());
            }
        }
        inOrder(events);
        assertThat(events.getLast().path("type").asString()).isEqualTo("response.incomplete");
    }
}
