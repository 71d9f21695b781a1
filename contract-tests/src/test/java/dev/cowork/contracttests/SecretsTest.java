package dev.cowork.contracttests;

import static dev.cowork.contracttests.SeededServer.COMPATIBLE;
import static dev.cowork.contracttests.SeededServer.FILE;
import static dev.cowork.contracttests.SeededServer.HEADER;
import static dev.cowork.contracttests.SeededServer.TRIED;
import static dev.cowork.contracttests.SeededServer.free;
import static dev.cowork.contracttests.SeededServer.secrets;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cowork.contracttests.contracts.Bundle;
import dev.cowork.contracttests.models.ModelServer;
import dev.cowork.contracttests.server.Api;
import dev.cowork.contracttests.server.Http;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/**
 * Catches: a secret anywhere but where it belongs. Every kind of secret is seeded - stored, inside a card, inside a header for a provider, in
 * the environment, in the file of the home, sent to be tried, in what a project says about MCP servers - and a middle part of each is then
 * looked for in everything that the server lets out.
 */
@EnabledOnOs(OS.LINUX)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SecretsTest {

    private static final Pattern RESPONSE = Pattern.compile("resp_[A-Za-z0-9]+");

    private SeededServer seeded;

    @BeforeAll
    void seed() throws IOException {
        seeded = new SeededServer();
    }

    @AfterAll
    void stop() {
        seeded.close();
    }

    private String send(String method, String path, String body) {
        return exchange(method, Api.path(path), body);
    }

    private String exchange(String method, String path, String body) {
        Http.Request request = Http.Request.of(method, path);
        Http.Response response = seeded.api.send(body.isEmpty() ? request : request.json(body));
        return response.status() + " " + response.headers() + " " + response.body();
    }

    @Test
    void itIsInNoAnswer() {
        for (String path : List.of(
                "/settings", "/settings/raw", "/settings/configured", "/settings/recommended-models", "/health")) {
            free(path, send("GET", path, ""));
        }
        free("validate", send("POST", "/settings/validate", "{}"));
        free("trials", send("POST", "/settings/test-providers", ""));
        free(
                "a trial",
                send(
                        "POST",
                        "/settings/validate-provider",
                        "{\"provider\":\"openai-compatible\",\"apiKey\":\"" + TRIED + "\",\"baseUrl\":\""
                                + seeded.models.url() + "\",\"model\":\"scripted\"}"));
    }

    @Test
    void itIsInNoProblem() {
        for (String secret : secrets()) {
            free("unknown key", send("PUT", "/settings/no_such", "{\"value\":\"" + secret + "\"}"));
            free("not a number", send("PUT", "/settings/max_tool_rounds", "{\"value\":\"" + secret + "\"}"));
            free("not an address", send("PUT", "/settings/openai_base_url", "{\"value\":\"" + secret + "\"}"));
            free("headers", send("PUT", "/settings/provider_headers", "{\"value\":[\"" + secret + "\"]}"));
            free("cards", send("PUT", "/settings/providers_json", "{\"value\":\"[{" + secret + "\"}"));
            free("broken", send("PUT", "/settings/openai_api_key", "{\"value\":\"" + secret));
            free("another type", send("PUT", "/settings/openai_api_key", "{\"value\":[\"" + secret + "\"]}"));
            free("two words", send("PUT", "/settings/openai_api_key", "{\"value\":\"a b " + secret + "\"}"));
            free("variables", send("POST", "/settings/raw", "{\"content\":\"ANTON_PUBLISH_URL=" + secret + "\"}"));
        }
    }

    @Test
    void itIsInNoFrameAlsoWhenTheProviderSaysItBack() throws IOException {
        seeded.models.then(refused());
        free("a refusal", turn("refused", "hello"));
        seeded.models.then(odd());
        free("another", turn("odd", "hello"));
        free("items", seeded.api.items("refused").toString() + seeded.api.items("odd"));
    }

    private static ModelServer.Script refused() {
        return ModelServer.refusal(401, "invalid_api_key", "Incorrect API key provided: " + COMPATIBLE + HEADER);
    }

    private static ModelServer.Script odd() {
        return exchange -> {
            exchange.getResponseHeaders().set("X-Key", COMPATIBLE);
            ModelServer.send(
                    exchange, 418, COMPATIBLE + exchange.getRequestHeaders().getFirst("X-Team"));
        };
    }

    @Test
    void itIsInNothingThatOfficialClientsReadAlsoWhenTheProviderSaysItBack() {
        String base = "/openai/v1";
        for (boolean stream : List.of(true, false)) {
            for (ModelServer.Script script : List.of(refused(), odd())) {
                seeded.models.then(script);
                String answer =
                        exchange("POST", base + "/responses", "{\"input\":\"hello\",\"stream\":" + stream + "}");
                assertThat(answer).contains("failed");
                free("an official answer", answer);
                Matcher id = RESPONSE.matcher(answer);
                assertThat(id.find()).as(answer).isTrue();
                free("read again", exchange("GET", base + "/responses/" + id.group(), ""));
                free("streamed again", exchange("GET", base + "/responses/" + id.group() + "?stream=true", ""));
                free("what went in", exchange("GET", base + "/responses/" + id.group() + "/input_items", ""));
            }
        }
        free("models", exchange("GET", base + "/models", ""));
        for (String secret : secrets()) {
            free("a problem", exchange("POST", base + "/responses", "{\"input\":[{\"" + secret + "\":\"" + secret));
        }
    }

    @Test
    void itIsInNothingThatMcpServersMakeOfATurn() {
        String answer = seeded.withServers("servers");
        String items = seeded.api.items("servers").toString();

        assertThat(items).contains("MCP server tells", "was given ***", "MCP server far", "there");
        free("items", items);
        free("the answer", answer);
        Matcher id = RESPONSE.matcher(answer);
        assertThat(id.find()).as(answer).isTrue();
        free("frames", send("GET", "/responses/tail?response_id=" + id.group() + "&from_seq=0", ""));
        free("official frames", exchange("GET", "/openai/v1/responses/" + id.group() + "?stream=true", ""));
    }

    @Test
    void itIsInNoLogAndInNoFileButItsOwn() throws IOException {
        turn("logged", "/say hello");
        seeded.withServers("logged-servers");
        free("the log", String.join("\n", seeded.server.stdout()) + String.join("\n", seeded.server.stderr()));
        try (Stream<Path> files = Files.walk(seeded.server.home())) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (!file.endsWith(".env") && !file.endsWith(".mcp.json")) {
                    free(file.toString(), new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
                }
            }
        }
    }

    private String turn(String conversation, String input) {
        return seeded.api.say(conversation, input).toString();
    }

    @Test
    void itIsThereWhereItBelongs() {
        List<String> headers = new CopyOnWriteArrayList<>();
        seeded.models.then(exchange -> {
            headers.add(exchange.getRequestHeaders().getFirst("X-Team"));
            ModelServer.stream(List.of(ModelServer.text("hello"), ModelServer.finish("stop")))
                    .answer(exchange);
        });
        assertThat(turn("right", "hello")).contains("hello");
        assertThat(seeded.models.keys()).last().isEqualTo("Bearer " + COMPATIBLE);
        assertThat(headers).containsExactly(HEADER);
        assertThat(Bundle.JSON
                        .readTree(seeded.api
                                .send(Http.Request.of("GET", Api.path("/settings/reveal-key/anthropic"))
                                        .with("Sec-Fetch-Site", "same-origin"))
                                .body())
                        .path("value")
                        .asString())
                .isEqualTo(FILE);
    }
}
