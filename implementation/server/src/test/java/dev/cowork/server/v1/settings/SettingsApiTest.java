package dev.cowork.server.v1.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.cowork.server.testing.RunningServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.springframework.test.web.reactive.server.WebTestClient.ResponseSpec;

class SettingsApiTest {

    private static final String SECRET = "sk-ant-NEVER-SHOWN-0123456789";

    private static RunningServer server;
    private static WebTestClient web;

    @BeforeAll
    static void start() {
        server = RunningServer.own(Map.of());
        web = server.web();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/v1/settings", "/api/v1/settings/"})
    void theListIsABareArrayOfRowsThatNoCacheKeeps(String path) {
        web.get()
                .uri(path)
                .exchange()
                .expectStatus()
                .isOk()
                .expectHeader()
                .valueEquals("Cache-Control", "no-store")
                .expectBody()
                .jsonPath("$.length()")
                .isEqualTo(defined())
                .jsonPath("$[0].key")
                .isEqualTo("anthropic_api_key")
                .jsonPath("$[0].is_sensitive")
                .isEqualTo(true)
                .jsonPath("$[0]")
                .value(row -> assertThat(row.toString()).contains("value=null", "options=null", "is_set=false"))
                .jsonPath("$[?(@.key=='harness')].options[0]")
                .isEqualTo("anton");
    }

    @Test
    void aBulkChangeTellsTheKeysThatWereStored() {
        put("/api/v1/settings", "{\"values\":{\"nav_title\":\"Mine\",\"openai_api_key\":\"***\",\"auto_pin\":\"no\"}}")
                .expectStatus()
                .isOk()
                .expectHeader()
                .valueEquals("Cache-Control", "no-store")
                .expectBody()
                .json("{\"updated\":[\"nav_title\",\"auto_pin\"]}");
    }

    @Test
    void oneChangeAnswersTheRowAndNeverTheSecret() {
        put("/api/v1/settings/minds_api_key", "{\"value\":\"" + SECRET + "\"}")
                .expectStatus()
                .isOk()
                .expectBody()
                .jsonPath("$.is_set")
                .isEqualTo(true)
                .jsonPath("$.value")
                .isEqualTo(null);
        put("/api/v1/settings/minds_api_key", "{\"value\":\"\"}")
                .expectBody()
                .jsonPath("$.is_set")
                .isEqualTo(false);
        assertThat(web.get()
                        .uri("/api/v1/settings")
                        .exchange()
                        .expectBody(String.class)
                        .returnResult()
                        .getResponseBody())
                .doesNotContain(SECRET);
    }

    @Test
    void deletingAnswersOkAndThenNotSet() {
        put("/api/v1/settings/tone", "{\"value\":\"dry\"}").expectStatus().isOk();
        web.delete()
                .uri("/api/v1/settings/tone")
                .exchange()
                .expectStatus()
                .isOk()
                .expectBody()
                .json("{\"ok\":true}");
        problem(web.delete().uri("/api/v1/settings/tone").exchange(), 404, "setting_not_set");
        problem(web.delete().uri("/api/v1/settings/nothing_of_the_kind").exchange(), 400, "setting_unknown");
    }

    @TestFactory
    Stream<DynamicTest> aBulkBodyThatIsWrongChangesNothing() {
        record Case(String body, int status, String code) {}
        return Stream.of(
                        new Case("{\"values\":{\"greeting\":\"x\",\"max_tool_rounds\":\"4\"}}", 422, "setting_invalid"),
                        new Case("{\"values\":{\"greeting\":\"x\",\"max_tool_rounds\":50}}", 422, "validation_failed"),
                        new Case("{\"values\":{\"greeting\":\"x\",\"auto_pin\":true}}", 422, "validation_failed"),
                        new Case("{\"values\":{\"greeting\":\"x\",\"tone\":null}}", 422, "validation_failed"),
                        new Case("{\"values\":{\"greeting\":\"x\",\"tone\":{\"a\":1}}}", 422, "validation_failed"),
                        new Case("{\"values\":{\"greeting\":\"x\",\"tone\":[\"a\"]}}", 422, "validation_failed"),
                        new Case("{\"values\":{\"greeting\":\"x\",\"no_such\":\"1\"}}", 400, "setting_unknown"),
                        new Case("{\"values\":[\"greeting\"]}", 422, "validation_failed"),
                        new Case("{\"values\":null}", 422, "validation_failed"),
                        new Case("{}", 422, "validation_failed"),
                        new Case("[]", 422, "validation_failed"),
                        new Case("{\"values\":{\"greeting\":\"x\"", 400, "malformed_json"))
                .map(each -> dynamicTest(each.body(), () -> {
                    problem(put("/api/v1/settings", each.body()), each.status(), each.code());
                    assertThat(greetingIsSet()).isFalse();
                }));
    }

    @Test
    void aWrongValueNamesItsPlaceInTheBody() {
        put("/api/v1/settings", "{\"values\":{\"max_tool_rounds\":\"4\"}}")
                .expectBody()
                .jsonPath("$.errors[0].pointer")
                .value(pointer -> assertThat(pointer.toString()).endsWith("/values/max_tool_rounds"));
        put("/api/v1/settings/max_tool_rounds", "{\"value\":\"4\"}")
                .expectStatus()
                .isEqualTo(422)
                .expectBody()
                .jsonPath("$.errors[0].pointer")
                .value(pointer -> assertThat(pointer.toString()).endsWith("/value"));
    }

    /** As many as the data file of the domain's tests has lines. */
    private static int defined() {
        try (InputStream in =
                Objects.requireNonNull(SettingsApiTest.class.getResourceAsStream("/settings/fresh.csv"))) {
            return (int) new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean greetingIsSet() {
        return String.valueOf(web.get()
                        .uri("/api/v1/settings")
                        .exchange()
                        .expectBody(String.class)
                        .returnResult()
                        .getResponseBody())
                .replaceAll("\\s", "")
                .replaceAll(".*\"key\":\"greeting\"[^}]*\"is_set\":(true|false).*", "$1")
                .equals("true");
    }

    private static ResponseSpec put(String path, String body) {
        return web.put()
                .uri(path)
                .contentType(MediaType.APPLICATION_JSON)
                .bodyValue(body)
                .exchange();
    }

    private static void problem(ResponseSpec answer, int status, String code) {
        answer.expectStatus()
                .isEqualTo(status)
                .expectHeader()
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .expectBody()
                .jsonPath("$.code")
                .isEqualTo(code)
                .jsonPath("$.detail")
                .isNotEmpty();
    }
}
