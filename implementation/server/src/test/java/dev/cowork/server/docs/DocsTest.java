package dev.cowork.server.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cowork.server.testing.RunningServer;
import java.util.Objects;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Bug class: a contract that the server speaks and nobody can read. */
class DocsTest {

    private static final RunningServer SERVER = RunningServer.shared();

    @ParameterizedTest
    @CsvSource({
        "/openapi.json, /api/v1",
        "/openapi.yaml, /api/v1",
        "/openapi/cowork.json, /api/v1",
        "/openapi/cowork.yaml, /api/v1",
        "/openapi/openai.json, /openai/v1",
        "/openapi/openai.yaml, /openai/v1"
    })
    void eachContractIsServedInBothForms(String path, String base) {
        assertThat(read(path)).contains("http://127.0.0.1:26866" + base);
    }

    @ParameterizedTest
    @CsvSource({"/docs, /openapi/cowork.json", "/docs/openai, /openapi/openai.json"})
    void eachContractHasAPageThatReadsItFromThisServer(String path, String contract) {
        String page = read(path);

        assertThat(page).contains("data-contract=\"" + contract + "\"");
        assertThat(Pattern.compile("(?:src|href)=\"(/[^\"]+)\"").matcher(page).results())
                .hasSizeGreaterThanOrEqualTo(5)
                .allSatisfy(link -> assertThat(read(link.group(1))).isNotEmpty());
    }

    private static String read(String path) {
        return Objects.requireNonNull(SERVER.web()
                .get()
                .uri(path)
                .exchange()
                .expectStatus()
                .isOk()
                .expectBody(String.class)
                .returnResult()
                .getResponseBody());
    }
}
