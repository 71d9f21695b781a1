package dev.cowork.contracttests.models;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cowork.contracttests.contracts.Bundle;
import dev.cowork.contracttests.server.Http;
import dev.cowork.contracttests.server.ServerProcess;
import dev.cowork.modelstub.ModelStub;
import dev.cowork.modelstub.ModelStubOptions;
import dev.cowork.modelstub.RecordedRequest;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Catches: what a request or a setting asks for that the provider never hears of, and what it hears though it is not for it. */
class AskedForTest {

    private static final String KEY = "sk-asked-for-5d1f0c7b";

    private ModelStub stub;
    private ServerProcess server;

    @BeforeEach
    void start() throws IOException {
        stub = ModelStub.start(ModelStubOptions.defaults().withKey(KEY));
        server = ServerProcess.start();
    }

    @AfterEach
    void stop() {
        server.close();
        stub.close();
    }

    /** Chooses a provider that is not asked to think: thinking models have a temperature of their own. */
    private void speak(Spoken spoken, Map<String, String> more) {
        Map<String, String> settings = new HashMap<>(spoken.provider(stub.baseUrl(), KEY));
        settings.putAll(more);
        server.api().settings(settings);
    }

    private JsonNode respond(ObjectNode body) {
        return server.api().ok(Http.Request.of("POST", "/openai/v1/responses").json(body.toString()));
    }

    private RecordedRequest asked() {
        return stub.requests().stream()
                .filter(request -> request.method().equals("POST"))
                .toList()
                .getLast();
    }

    @ParameterizedTest
    @EnumSource
    void headersOfTheSettingsAreInEachRequestAndInNoAnswerOfOurs(Spoken spoken) {
        String headers = "{\"x-team\":\"blue-team-4711\"}";
        speak(
                spoken,
                Map.of("provider_headers", "{\"anthropic\":" + headers + ",\"openai_compatible\":" + headers + "}"));
        server.api().say("headers", "!say ok");

        assertThat(asked().headers()).containsEntry("x-team", "blue-team-4711");
        assertThat(server.api().get("/settings").toString() + server.tail()).doesNotContain("blue-team-4711");
    }

    @Test
    void whatTheModelHasReadOnceIsReadFromItsCacheInTheNextRoundAndInTheNextTurn() {
        speak(Spoken.ANTHROPIC, Map.of());
        JsonNode first = respond(request("!say one")).path("usage");
        JsonNode second = respond(request("!tool list_files {}\n!say two")).path("usage");

        int readFirst = first.path("input_tokens").asInt();
        assertThat(first.at("/input_tokens_details/cached_tokens").asInt()).isZero();
        assertThat(readFirst).isPositive();
        assertThat(second.at("/input_tokens_details/cached_tokens").asInt())
                .as("the first turn twice, and in the second round the first one")
                .isGreaterThan(2 * readFirst);
    }

    private static ObjectNode request(String input) {
        return Bundle.JSON.createObjectNode().put("input", input).put("conversation", "cached");
    }
}
