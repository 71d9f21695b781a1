package dev.cowork.contracttests.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cowork.contracttests.contracts.Bundle;
import dev.cowork.contracttests.schema.StrictSchemas;
import dev.cowork.contracttests.server.Http;
import dev.cowork.contracttests.server.ServedBundle;
import dev.cowork.contracttests.server.SharedServer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Catches: a checker that lets everything pass. A right stream is spoilt in one place at a time. */
class OfficialOrderTest {

    private static final List<JsonNode> RIGHT = right();

    private static List<JsonNode> right() {
        ObjectNode body = Bundle.JSON
                .createObjectNode()
                .put("input", "/think a\n/tool list_files {}\n/say b")
                .put("stream", true);
        Http.Request request = Http.Request.of("POST", "/openai/v1/responses").json(body.toString());
        var base = SharedServer.server().base();
        try (OfficialReader reader =
                OfficialReader.open(base, request, new StrictSchemas(ServedBundle.of(base, "openai")))) {
            return reader.rest();
        }
    }

    private static boolean passes(List<JsonNode> events) {
        OfficialOrder order = new OfficialOrder();
        events.forEach(order::take);
        return order.isOver();
    }

    @Test
    void aRightStreamPasses() {
        assertThat(passes(RIGHT)).isTrue();
    }

    @Test
    void anEventThatIsLostOrComesTwiceIsNoticed() {
        for (int i = 0; i < RIGHT.size(); i++) {
            List<JsonNode> lost = new ArrayList<>(RIGHT);
            JsonNode event = lost.remove(i);
            List<JsonNode> twice = new ArrayList<>(RIGHT);
            twice.add(i, event);
            assertThat(isRight(lost)).as("without " + event).isFalse();
            assertThat(isRight(twice)).as("twice " + event).isFalse();
        }
    }

    @Test
    void twoEventsInTheWrongOrderAreNoticed() {
        for (int i = 1; i < RIGHT.size(); i++) {
            List<JsonNode> swapped = new ArrayList<>(RIGHT);
            Collections.swap(swapped, i - 1, i);
            assertThat(isRight(swapped)).as(swapped.get(i).toString()).isFalse();
        }
    }

    @Test
    void aTextThatIsNotTheSumOfItsDeltasIsNoticed() {
        List<JsonNode> changed = new ArrayList<>(RIGHT);
        changed.replaceAll(event -> {
            JsonNode copy = event.deepCopy();
            if (copy.path("type").asString().equals("response.output_text.done")) {
                ((ObjectNode) copy).put("text", "another");
            }
            return copy;
        });
        assertThatThrownBy(() -> passes(changed)).hasMessageContaining("sum of the deltas");
    }

    private static boolean isRight(List<JsonNode> events) {
        try {
            return passes(events);
        } catch (AssertionError found) {
            return false;
        }
    }
}
