package dev.cowork.contracttests.models;

import static java.time.temporal.ChronoUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.cowork.contracttests.contracts.Bundle;
import dev.cowork.contracttests.schema.StrictSchemas;
import dev.cowork.contracttests.server.Api;
import dev.cowork.contracttests.server.ServedBundle;
import dev.cowork.contracttests.server.ServerProcess;
import dev.cowork.contracttests.stream.Frame;
import dev.cowork.contracttests.stream.Frames;
import dev.cowork.contracttests.stream.StrictReader;
import dev.cowork.modelstub.Fault;
import dev.cowork.modelstub.ModelStub;
import dev.cowork.modelstub.ModelStubOptions;
import dev.cowork.modelstub.RecordedRequest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/**
 * Catches: a fault of a provider that ends a turn twice or never, has the wrong code, or lets the provider's words or the key out. The
 * faults are the stub's own list, in each dialect and at the MindsHub gateway: what is about a plan is so only there.
 */
class ProviderFaultTest {

    private static final String KEY = "sk-fault-9c8b7a6d5e4f3021";
    private static final String BEGUN = "So far.";
    private static final int LONGEST = 3;

    private static ModelStub stub;
    private static ServerProcess server;
    private static StrictSchemas schemas;
    private static Map<String, String> codes;

    /** Whom the settings name, and which column tells the code. */
    enum Place {
        ANTHROPIC(Spoken.ANTHROPIC),
        RESPONSES(Spoken.RESPONSES),
        CHAT(Spoken.CHAT),
        GATEWAY(Spoken.CHAT) {
            @Override
            Map<String, String> settings(String stub, String key) {
                return Map.of(
                        "planning_provider",
                        "minds_cloud",
                        "planning_model",
                        "sonnet",
                        "minds_url",
                        stub,
                        "minds_api_key",
                        key);
            }
        };

        private final Spoken spoken;

        Place(Spoken spoken) {
            this.spoken = spoken;
        }

        Map<String, String> settings(String stub, String key) {
            return spoken.settings(stub, key);
        }
    }

    @BeforeAll
    static void start() throws IOException {
        stub = ModelStub.start(ModelStubOptions.defaults().withKey(KEY));
        server = ServerProcess.start();
        server.api().settings(Map.of("model_timeout", String.valueOf(LONGEST)));
        schemas = new StrictSchemas(ServedBundle.of(server.base()));
        codes = new HashMap<>();
        try (var lines = Objects.requireNonNull(ProviderFaultTest.class.getResourceAsStream("/provider-faults.csv"))) {
            for (String line : new String(lines.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .skip(1)
                    .toList()) {
                String[] columns = line.split(",");
                for (Place place : Place.values()) {
                    codes.put(place + " " + columns[0], columns[1 + place.ordinal()]);
                }
            }
        }
    }

    @AfterAll
    static void stop() {
        server.close();
        stub.close();
    }

    static Stream<Arguments> faults() {
        return Stream.of(Place.values())
                .flatMap(place -> Fault.all().stream().map(fault -> Arguments.of(place, fault)));
    }

    @ParameterizedTest
    @MethodSource("faults")
    void eachEndsItsTurnOnceWithItsCodeAndInOurWords(Place place, Fault fault) throws Exception {
        server.api().settings(place.settings(stub.baseUrl(), KEY));
        String conversation = place + "-" + fault.name();
        int before = stub.requests().size();

        List<Frame> frames;
        try (var reader = StrictReader.open(server.base(), Api.turn(conversation, fault.script()), schemas)) {
            frames = reader.rest();
        }

        assertThat(frames.stream().filter(Frame::isTerminal)).hasSize(1);
        JsonNode last = Frames.last(frames).data();
        assertThat(last.path("type").asString()).isEqualTo("response.failed");
        String code = last.path("code").asString();
        assertThat(code).as(last.toString()).isEqualTo(codes.get(place + " " + fault.name()));
        assertThat(last.path("reconnectable").asBoolean())
                .as("only the gateway is signed in to")
                .isEqualTo(place == Place.GATEWAY && fault.name().equals("unauthorized"));
        boolean limited = List.of("rate_limited", "token_limit").contains(code)
                && fault.script().contains("90");
        assertThat(last.path("retry_after").asInt(0)).isEqualTo(limited ? 90 : 0);
        assertThat(last.has("reset_at")).isEqualTo(limited);
        if (limited) {
            assertThat(Instant.parse(last.path("reset_at").asString()))
                    .isCloseTo(Instant.ofEpochMilli(last.path("at_ms").asLong() + 90_000), within(5, SECONDS));
        }
        boolean begun = fault.script().contains(BEGUN);
        assertThat(Frames.text(frames)).startsWith(begun ? BEGUN : "");
        assertThat(stub.requests().size() - before)
                .as("asked again only before the first word, and only where that may help")
                .isEqualTo(!begun && code.equals("provider_overloaded") ? 3 : 1);
        String told = frames + server.api().items(conversation).toString() + server.tail();
        assertThat(told).doesNotContain(KEY);
        String said = said(place.spoken, fault);
        if (said != null) {
            assertThat(told).doesNotContain(said);
        }
        assertThat(server.api().inFlight(conversation).path("in_flight").asBoolean())
                .isFalse();
    }

    @Test
    void silenceIsNotWaitedForLongerThanTheSettingSays() {
        for (RecordedRequest request : stub.requests()) {
            if (request.endedMs() != null) {
                assertThat(request.endedMs()).isLessThan((LONGEST + 10) * 1_000L);
            }
        }
    }

    /** The provider's own sentence of this failure, asked without us between; null when it has none. */
    private static @Nullable String said(Spoken spoken, Fault fault) throws Exception {
        if (!fault.script().contains("!error") && !fault.script().contains("!overloaded")) {
            return null;
        }
        String only = fault.script().replace("!say " + BEGUN + "\n", "");
        HttpRequest request = HttpRequest.newBuilder(URI.create(stub.baseUrl() + spoken.path()))
                .header("content-type", "application/json")
                .header("anthropic-version", "2023-06-01")
                .header("authorization", "Bearer " + KEY)
                .POST(HttpRequest.BodyPublishers.ofString(spoken.question(only).toString()))
                .build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            String body =
                    client.send(request, HttpResponse.BodyHandlers.ofString()).body();
            String said = Bundle.JSON.readTree(body).at("/error/message").asString("");
            assertThat(said).as(body).isNotBlank();
            return said;
        }
    }
}
