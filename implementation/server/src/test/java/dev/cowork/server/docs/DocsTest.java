package dev.cowork.server.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cowork.server.testing.RunningServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Bug class: a contract that the server speaks and nobody can read. */
class DocsTest {

    private static final RunningServer SERVER = RunningServer.shared();
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    @ParameterizedTest
    @CsvSource({
        "/openapi.json, /api/v1",
        "/openapi.yaml, /api/v1",
        "/openapi/cowork.json, /api/v1",
        "/openapi/cowork.yaml, /api/v1",
        "/openapi/openai.json, /openai/v1",
        "/openapi/openai.yaml, /openai/v1"
    })
    void eachContractIsServedInBothForms(String path, String base) throws Exception {
        assertThat(read(path)).contains("http://127.0.0.1:26866" + base);
    }

    @ParameterizedTest
    @CsvSource({"/docs, /openapi/cowork.json", "/docs/openai, /openapi/openai.json"})
    void eachContractHasAPageThatReadsItFromThisServer(String path, String contract) throws Exception {
        String page = read(path);

        assertThat(page).contains("data-contract=\"" + contract + "\"");
        assertThat(Pattern.compile("(?:src|href)=\"(/[^\"]+)\"").matcher(page).results())
                .hasSizeGreaterThanOrEqualTo(5)
                .allSatisfy(link -> assertThat(read(link.group(1))).isNotEmpty());
    }

    @Test
    void whoOpensTheAddressThatTheStartNamesIsLedToThePages() throws Exception {
        HttpResponse<Void> answer = CLIENT.send(
                HttpRequest.newBuilder(URI.create(SERVER.url() + "/")).build(), HttpResponse.BodyHandlers.discarding());

        assertThat(answer.statusCode()).isEqualTo(307);
        assertThat(answer.headers().firstValue("Location")).hasValue("/docs");
    }

    private static String read(String path) throws IOException, InterruptedException {
        HttpResponse<String> answer = CLIENT.send(
                HttpRequest.newBuilder(URI.create(SERVER.url() + path)).build(), HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(path).isEqualTo(200);
        return answer.body();
    }
}
