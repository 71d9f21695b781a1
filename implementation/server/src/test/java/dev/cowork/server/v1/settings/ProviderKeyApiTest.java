package dev.cowork.server.v1.settings;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cowork.server.testing.Folders;
import dev.cowork.server.testing.RunningServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.springframework.test.web.reactive.server.WebTestClient.ResponseSpec;

/** Bug class: a key in clear in the hands of anything but the server's own page. */
class ProviderKeyApiTest {

    private static final String KEY = "sk-ant-only-for-our-own-page-0123";

    private static RunningServer server;
    private static WebTestClient web;

    @BeforeAll
    static void start() {
        server = RunningServer.own(Map.of());
        web = server.web();
        web.put()
                .uri("/api/v1/settings")
                .contentType(MediaType.APPLICATION_JSON)
                .bodyValue("{\"values\":{\"anthropic_api_key\":\"" + KEY + "\",\"openai_api_key\":\"sk-open\"}}")
                .exchange()
                .expectStatus()
                .isOk();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static ResponseSpec ask(String name, String... headers) {
        return web.get()
                .uri("/api/v1/settings/reveal-key/{name}", name)
                .headers(all -> Arrays.stream(headers).forEach(header -> {
                    String[] parts = header.split(": ", 2);
                    all.add(parts[0], parts[1]);
                }))
                .exchange();
    }

    @Nested
    class TheServersOwnPage {

        @Test
        void isGivenTheKeyAndNoCacheKeepsIt() {
            ask("anthropic", "Sec-Fetch-Site: same-origin")
                    .expectStatus()
                    .isOk()
                    .expectHeader()
                    .valueEquals(HttpHeaders.CACHE_CONTROL, "no-store")
                    .expectBody()
                    .json("{\"value\":\"" + KEY + "\"}");
        }

        @ParameterizedTest
        @ValueSource(strings = {"127.0.0.1", "localhost", "[::1]"})
        void isKnownByItsOriginToo(String host) {
            ask("anthropic", "Origin: http://" + host + ":" + server.port())
                    .expectStatus()
                    .isOk()
                    .expectBody()
                    .json("{\"value\":\"" + KEY + "\"}");
        }

        @ParameterizedTest
        @CsvSource({"Anthropic," + KEY, "OPENAI,sk-open", "gemini,", "openai-compatible,", "minds,", "Minds-Cloud,"})
        void asksByTheNamesOfClientsInAnyCase(String name, String key) {
            ask(name, "Sec-Fetch-Site: same-origin")
                    .expectBody()
                    .jsonPath("$.value")
                    .isEqualTo(key == null ? "" : key);
        }

        @Test
        void isToldThatThereIsNoKeyOfAnotherName() {
            ask("anthropic_api_key", "Sec-Fetch-Site: same-origin")
                    .expectStatus()
                    .isNotFound()
                    .expectBody()
                    .jsonPath("$.code")
                    .isEqualTo("key_not_found");
        }
    }

    @Nested
    class EverybodyElse {

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "User-Agent: curl/8.0",
                    "User-Agent: Electron/30.0",
                    "Sec-Fetch-Site: none",
                    "Origin: app://-",
                    "Origin: http://localhost:5173",
                    "Origin: http://127.0.0.1:5173",
                })
        void isRefusedThoughItMayCallTheRest(String header) {
            refused(ask("anthropic", header));
        }

        @Test
        void isRefusedInTheDesktopAppWhoseArtifactsHaveNoOriginEither() {
            refused(ask("anthropic", "User-Agent: Electron/30.0", "Origin: null"));
            refused(ask("anthropic", "User-Agent: Electron/30.0", "Sec-Fetch-Site: cross-site"));
        }

        @ParameterizedTest
        @ValueSource(strings = {"X-Forwarded-For: 203.0.113.7", "Forwarded: for=203.0.113.7", "Via: 1.1 proxy"})
        void isRefusedBehindAProxyWhoseAddressIsThisComputers(String header) {
            refused(ask("anthropic", "Sec-Fetch-Site: same-origin", header));
        }

        private void refused(ResponseSpec answer) {
            answer.expectStatus()
                    .isForbidden()
                    .expectBody(String.class)
                    .value(body ->
                            assertThat(body).contains("own_page_only").doesNotContain(KEY, KEY.substring(8, 20)));
        }
    }

    @Test
    void aKeyOfTheFileInTheHomeIsShownLikeAStoredOne() throws IOException {
        Path home = Files.createTempDirectory("cowork-home");
        Files.writeString(home.resolve(".env"), "ANTON_GEMINI_API_KEY='AIza-from-file'\n");
        try (RunningServer other = RunningServer.own(Map.of("COWORK_HOME", home.toString()))) {
            other.web()
                    .get()
                    .uri("/api/v1/settings/reveal-key/gemini")
                    .header("Sec-Fetch-Site", "same-origin")
                    .exchange()
                    .expectBody()
                    .json("{\"value\":\"AIza-from-file\"}");
        } finally {
            Folders.delete(home);
        }
    }
}
