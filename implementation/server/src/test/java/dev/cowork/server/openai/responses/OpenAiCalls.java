package dev.cowork.server.openai.responses;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cowork.server.testing.RunningServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Speaks the contract over HTTP, with what is the same in all of its tests. */
final class OpenAiCalls {

    static final JsonMapper JSON = JsonMapper.shared();
    static final RunningServer SERVER = RunningServer.shared();
    static final HttpClient CLIENT = HttpClient.newHttpClient();
    static final String BASE = "/openai/v1/responses";

    static HttpResponse<String> send(String method, String path, @Nullable String body, String... headers)
            throws Exception {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(SERVER.url() + path)).timeout(Duration.ofSeconds(20));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return CLIENT.send(
                body == null
                        ? request.method(method, HttpRequest.BodyPublishers.noBody())
                                .build()
                        : request.header("Content-Type", "application/json")
                                .method(method, HttpRequest.BodyPublishers.ofString(body))
                                .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    static JsonNode ok(String method, String path, @Nullable String body) throws Exception {
        HttpResponse<String> answer = send(method, path, body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return JSON.readTree(answer.body());
    }

    static JsonNode say(String text) throws Exception {
        return ok("POST", BASE, JSON.createObjectNode().put("input", text).toString());
    }

    static List<JsonNode> frames(String text) {
        List<JsonNode> frames = new ArrayList<>();
        String event = "";
        for (String line : text.split("\n")) {
            if (line.startsWith("event: ")) {
                event = line.substring(7);
            } else if (line.startsWith("data: ")) {
                JsonNode frame = JSON.readTree(line.substring(6));
                assertThat(frame.path("type").asString()).isEqualTo(event);
                frames.add(frame);
            } else {
                assertThat(line).matches("|:.*");
            }
        }
        return frames;
    }

    static List<JsonNode> stream(String body) throws Exception {
        HttpResponse<String> answer = send("POST", BASE, body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return frames(answer.body());
    }

    static List<String> types(List<JsonNode> frames) {
        return frames.stream().map(frame -> frame.path("type").asString()).toList();
    }

    static String text(JsonNode response) {
        return response.path("output")
                .valueStream()
                .filter(item -> item.path("type").asString().equals("message"))
                .map(item -> item.at("/content/0/text").asString())
                .reduce("", String::concat);
    }

    private OpenAiCalls() {}
}
