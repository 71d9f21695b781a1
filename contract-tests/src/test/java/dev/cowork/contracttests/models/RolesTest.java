package dev.cowork.contracttests.models;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cowork.contracttests.server.ServerProcess;
import dev.cowork.modelstub.ModelStub;
import dev.cowork.modelstub.ModelStubOptions;
import dev.cowork.modelstub.RecordedRequest;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Catches: turns that a small model answers, and side jobs that cost what the large one costs. */
class RolesTest {

    private static final String MAIN = "large-and-dear";
    private static final String FAST = "small-and-quick";
    private static final int TURNS = 8;

    private ServerProcess server;
    private ModelServer main;

    @BeforeEach
    void start() throws IOException {
        server = ServerProcess.start();
        main = new ModelServer().otherwise(request -> says(sumsUp(request) ? "They talked about sheets." : "Noted."));
    }

    @AfterEach
    void stop() {
        server.close();
        main.close();
    }

    private static ModelServer.Script says(String text) {
        return ModelServer.stream(List.of(
                ModelServer.text(text), ModelServer.finish("stop"), ModelServer.usage(100, 0, 10, 0), "[DONE]"));
    }

    /** A window that a few long messages fill. */
    private Map<String, String> settings() {
        Map<String, String> settings = new HashMap<>(ModelSettings.of(main.url(), MAIN, "sk-main"));
        settings.put("coding_model", MAIN);
        settings.put("openai_compatible_context_window", "9000");
        return settings;
    }

    /** A conversation that outgrows the window. */
    private void talk() {
        for (int turn = 0; turn < TURNS; turn++) {
            JsonNode answer = server.api().say("long", "Sheet " + turn + ". " + "It has many rows. ".repeat(150));
            assertThat(answer.path("status").asString()).isEqualTo("completed");
            assertThat(answer.path("model").asString()).isEqualTo(MAIN);
            assertThat(answer.toString()).contains("Noted.");
        }
    }

    private static boolean sumsUp(JsonNode request) {
        return request.path("messages").get(0).path("content").asString().startsWith("You keep the record");
    }

    @Test
    void theMainModelAnswersAndTheFastOneSumsUp() {
        Map<String, String> settings = settings();
        settings.put("router_provider", "openai_compatible");
        settings.put("router_model", FAST);
        server.api().settings(settings);

        talk();

        List<JsonNode> sideJobs =
                main.requests().stream().filter(RolesTest::sumsUp).toList();
        List<JsonNode> answers =
                main.requests().stream().filter(request -> !sumsUp(request)).toList();
        assertThat(sideJobs).isNotEmpty();
        assertThat(sideJobs)
                .extracting(request -> request.path("model").asString())
                .containsOnly(FAST);
        assertThat(sideJobs).noneMatch(request -> request.has("tools"));
        assertThat(answers).hasSize(TURNS);
        assertThat(answers)
                .extracting(request -> request.path("model").asString())
                .containsOnly(MAIN);
        assertThat(answers.getLast().toString()).contains("They talked about sheets.");
    }

    @Test
    void theFastOneMayBeOfAnotherProviderAndIsAskedNothingElse() throws IOException {
        try (ModelStub other = ModelStub.start(ModelStubOptions.defaults().withKey("sk-fast"))) {
            Map<String, String> settings = settings();
            settings.put("router_provider", "anthropic");
            settings.put("router_model", "claude-haiku-4-5");
            settings.put("anthropic_base_url", other.baseUrl());
            settings.put("anthropic_api_key", "sk-fast");
            server.api().settings(settings);

            talk();

            assertThat(main.requests()).hasSize(TURNS).noneMatch(RolesTest::sumsUp);
            List<RecordedRequest> sideJobs = other.requests().stream()
                    .filter(request -> request.method().equals("POST"))
                    .toList();
            assertThat(sideJobs).isNotEmpty();
            assertThat(sideJobs).allSatisfy(request -> {
                assertThat(request.status()).isEqualTo(200);
                assertThat(request.body().path("system").toString()).contains("You keep the record");
            });
        }
    }

    @Test
    void withoutAFastOneTheMainModelSumsUpToo() {
        server.api().settings(settings());

        talk();

        assertThat(main.requests()).anyMatch(RolesTest::sumsUp);
        assertThat(main.requests())
                .extracting(request -> request.path("model").asString())
                .containsOnly(MAIN);
    }
}
