package dev.cowork.contracttests.models;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cowork.contracttests.server.Api;
import dev.cowork.contracttests.server.ServerProcess;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Catches: a model server of this computer that answers a turn before anybody has chosen it. */
class LocalServersTest {

    @Test
    void aLocalServerIsFoundAndOfferedAndUsedOnlyWhenItIsStored() throws IOException {
        try (ModelServer local = new ModelServer();
                ServerProcess server = ServerProcess.start(Map.of(
                        "COWORK_LOCAL_MODEL_PORTS",
                        "9," + URI.create(local.url()).getPort()))) {
            Api api = server.api();
            JsonNode found = api.get("/settings/local-servers");
            assertThat(found).hasSize(1);
            assertThat(found.at("/0/base_url").asString()).isEqualTo(local.url());
            assertThat(found.at("/0/models/0").asString()).isEqualTo("scripted");

            assertThat(api.get("/health").path("provider").asString()).isEqualTo("rehearsal");
            assertThat(api.say("unasked", "/say still a rehearsal").toString()).contains("still a rehearsal");
            assertThat(local.requests()).isEmpty();

            api.settings(Map.of(
                    "planning_provider", "openai_compatible",
                    "openai_base_url", found.at("/0/base_url").asString(),
                    "planning_model", found.at("/0/models/0").asString()));
            local.then(ModelServer.stream(List.of(ModelServer.text("I am local"), ModelServer.finish("stop"))));
            assertThat(api.say("asked", "hello").toString()).contains("I am local");
            assertThat(local.keys()).containsOnly("null");
        }
    }
}
