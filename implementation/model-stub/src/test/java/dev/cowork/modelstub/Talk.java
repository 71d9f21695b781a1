package dev.cowork.modelstub;

import dev.cowork.modelstub.wire.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import tools.jackson.databind.JsonNode;

/** A stub and a client that talks to it over HTTP. */
final class Talk implements AutoCloseable {

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final ModelStub stub;

    Talk() throws IOException {
        this(ModelStubOptions.defaults());
    }

    Talk(ModelStubOptions options) throws IOException {
        stub = ModelStub.start(options);
    }

    ModelStub stub() {
        return stub;
    }

    HttpResponse<String> post(String path, String body, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(stub.baseUrl() + path))
                .timeout(Duration.ofSeconds(30))
                .header("content-type", "application/json")
                .header("anthropic-version", "2023-06-01")
                .POST(HttpRequest.BodyPublishers.ofString(body));
        for (int i = 0; i < headers.length; i += 2) {
            request.setHeader(headers[i], headers[i + 1]);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    HttpResponse<String> ask(Wire wire, JsonNode request) throws Exception {
        return post(wire.path(), request.toString());
    }

    HttpResponse<String> get(String path, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(stub.baseUrl() + path));
        for (int i = 0; i < headers.length; i += 2) {
            request.setHeader(headers[i], headers[i + 1]);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    HttpResponse<String> put(String path, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(stub.baseUrl() + path))
                .PUT(HttpRequest.BodyPublishers.ofString(body))
                .build();
        return client.send(request, HttpResponse.BodyHandlers.ofString());
    }

    HttpResponse<String> delete(String path) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(stub.baseUrl() + path))
                .DELETE()
                .build();
        return client.send(request, HttpResponse.BodyHandlers.ofString());
    }

    /** The events of a streamed answer, all of them JSON. */
    List<JsonNode> events(Wire wire, JsonNode request) throws Exception {
        HttpResponse<String> response = ask(wire, request);
        if (response.statusCode() != 200) {
            throw new AssertionError(response.body());
        }
        return events(response.body());
    }

    static List<JsonNode> events(String stream) {
        List<JsonNode> events = new ArrayList<>();
        stream.lines()
                .filter(line -> line.startsWith("data: ") && !line.equals("data: [DONE]"))
                .forEach(line -> events.add(json(line.substring("data: ".length()))));
        return events;
    }

    static JsonNode json(String text) {
        return Objects.requireNonNull(Json.parse(text.getBytes(StandardCharsets.UTF_8)), text);
    }

    static JsonNode json(HttpResponse<String> response) {
        return json(response.body());
    }

    @Override
    public void close() {
        stub.close();
        client.close();
    }
}
