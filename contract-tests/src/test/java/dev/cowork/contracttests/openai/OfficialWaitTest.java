package dev.cowork.contracttests.openai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cowork.contracttests.contracts.Bundle;
import dev.cowork.contracttests.schema.StrictSchemas;
import dev.cowork.contracttests.server.Http;
import dev.cowork.contracttests.server.ServedBundle;
import dev.cowork.contracttests.server.ServerProcess;
import dev.cowork.modelstub.ModelStub;
import dev.cowork.modelstub.ModelStubOptions;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Catches: a wait for a provider that an official SDK would stumble over. */
class OfficialWaitTest {

    @Test
    void thereIsNoEventForIt() throws IOException {
        try (ModelStub stub = ModelStub.start(ModelStubOptions.defaults());
                ServerProcess server = ServerProcess.start()) {
            server.api()
                    .settings(Map.of(
                            "planning_provider", "openai_compatible",
                            "planning_model", "small",
                            "openai_base_url", stub.baseUrl() + "/v1"));
            String body = Bundle.JSON
                    .createObjectNode()
                    .put("input", "!overloaded 1\n!say At last.")
                    .put("stream", true)
                    .toString();
            List<JsonNode> events;
            try (OfficialReader reader = OfficialReader.open(
                    server.base(),
                    Http.Request.of("POST", "/openai/v1/responses").json(body),
                    new StrictSchemas(ServedBundle.of(server.base(), "openai")))) {
                events = reader.rest();
            }

            OfficialOrder order = new OfficialOrder();
            events.forEach(order::take);
            assertThat(order.isOver()).isTrue();
            assertThat(events.getLast().at("/response/output/0/content/0/text").asString())
                    .isEqualTo("At last.");
            assertThat(events.toString()).doesNotContain("Asking again");
            assertThat(stub.requests()).hasSize(2);
        }
    }
}
