package dev.cowork.server.openai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cowork.server.testing.RawHttp;
import dev.cowork.server.testing.RunningServer;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.test.web.reactive.server.WebTestClient;

/** Bug class: an official SDK that is pointed at this server and meets another vocabulary than its own. */
class ModelsHttpTest {

    private static final RunningServer SERVER = RunningServer.shared();

    private static WebTestClient.ResponseSpec get(String path) {
        return SERVER.web().get().uri(path).exchange();
    }

    private static WebTestClient.ResponseSpec sdk(String path) {
        return SERVER.web().get().uri(path).header("X-Stainless-Lang", "python").exchange();
    }

    @Test
    void aServerWithoutAProviderOffersTheRehearsal() {
        get("/openai/v1/models")
                .expectStatus()
                .isOk()
                .expectBody()
                .json("{\"object\":\"list\",\"data\":[{\"id\":\"rehearsal\",\"object\":\"model\",\"created\":0,"
                        + "\"owned_by\":\"rehearsal\"}]}");
    }

    @Nested
    class UnderAnotherBase {

        @ParameterizedTest
        @ValueSource(strings = {"/v1/models", "/v1/models/", "/api/v1/models"})
        void anSdkIsAnsweredInItsOwnVocabulary(String path) {
            sdk(path)
                    .expectStatus()
                    .isOk()
                    .expectBody()
                    .jsonPath("$.object")
                    .isEqualTo("list")
                    .jsonPath("$.data[0].id")
                    .isEqualTo("rehearsal");
        }

        @ParameterizedTest
        @ValueSource(strings = {"/v1/models", "/api/v1/models"})
        void anybodyElseFindsWhatIsThereOrNothing(String path) {
            get(path)
                    .expectStatus()
                    .isNotFound()
                    .expectBody()
                    .jsonPath("$.error")
                    .doesNotExist();
        }

        @ParameterizedTest
        @ValueSource(strings = {"/api/v1/projects", "/api/v1/modelsx", "/api/v1/settings/models"})
        void whatThisContractDoesNotHaveStaysWithItsOwn(String path) {
            sdk(path).expectBody().jsonPath("$.error").doesNotExist();
        }
    }

    @Nested
    class Problems {

        @ParameterizedTest
        @CsvSource({
            "/openai/v1/nothing, 404, not_found, invalid_request_error",
            "/openai/v1, 404, not_found, invalid_request_error"
        })
        void haveAnErrorBesideTheFieldsOfTheRfc(String path, int status, String code, String type) {
            get(path)
                    .expectStatus()
                    .isEqualTo(status)
                    .expectHeader()
                    .contentType("application/problem+json")
                    .expectBody()
                    .jsonPath("$.code")
                    .isEqualTo(code)
                    .jsonPath("$.detail")
                    .isNotEmpty()
                    .jsonPath("$.error.code")
                    .isEqualTo(code)
                    .jsonPath("$.error.type")
                    .isEqualTo(type)
                    .jsonPath("$.error.message")
                    .isNotEmpty()
                    .jsonPath("$.error.param")
                    .value(param ->
                            org.assertj.core.api.Assertions.assertThat(param).isNull());
        }

        @ParameterizedTest
        @ValueSource(strings = {"/openai/v1/models", "http://attacker.example/openai/v1/models"})
        void belowTheFrameworkHaveItToo(String target) {
            String answer = RawHttp.send(
                    SERVER.port(), "GET " + target + " HTTP/1.1\nHost: localhost..\nConnection: close\n\n");

            assertThat(answer)
                    .startsWith("HTTP/1.1 421 ")
                    .contains("\"error\":{\"message\":\"This server does not answer to that host name.\","
                            + "\"type\":\"invalid_request_error\",\"code\":\"host_not_allowed\",\"param\":null}");
        }

        @Test
        void ofTheGuardHaveItToo() {
            SERVER.web()
                    .get()
                    .uri("/v1/models")
                    .header("X-Stainless-Lang", "js")
                    .header("Origin", "https://attacker.example")
                    .exchange()
                    .expectStatus()
                    .isForbidden()
                    .expectBody()
                    .jsonPath("$.error.type")
                    .isEqualTo("permission_error")
                    .jsonPath("$.instance")
                    .isEqualTo("/v1/models");
        }
    }
}
