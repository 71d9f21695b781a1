package dev.cowork.server.ask;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The requests of {@code cowork ask}. */
final class ServerConnection implements AutoCloseable {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Duration CONNECT = Duration.ofSeconds(5);
    /** The server cuts a silent turn's stream with a comment every ten seconds, so this is about the headers only. */
    private static final Duration ANSWER = Duration.ofSeconds(30);

    private final HttpClient client = HttpClient.newBuilder()
            .connectTimeout(CONNECT)
            .version(HttpClient.Version.HTTP_1_1)
            .build();
    private final String base;
    private final Optional<String> token;

    ServerConnection(String url, Optional<String> token) {
        this.base = (url.endsWith("/") ? url.substring(0, url.length() - 1) : url) + "/api/v1/responses";
        this.token = token;
    }

    /**
     * @param body the request
     * @param key makes a repetition join the same turn
     */
    FrameReader start(JsonNode body, String key) throws IOException, InterruptedException {
        return stream(request("").header("Idempotency-Key", key).POST(BodyPublishers.ofString(body.toString())));
    }

    /**
     * @param response the turn to follow
     * @param cursor the id of the last frame seen, empty for all
     */
    FrameReader follow(String response, String cursor) throws IOException, InterruptedException {
        HttpRequest.Builder request =
                request("/tail?response_id=" + URLEncoder.encode(response, StandardCharsets.UTF_8));
        return stream(cursor.isEmpty() ? request : request.header("Last-Event-ID", cursor));
    }

    /** Posts and reads the answer whole. */
    JsonNode post(String path, JsonNode body, Duration limit) throws IOException, InterruptedException {
        HttpResponse<InputStream> answer = client.send(
                request(path)
                        .timeout(limit)
                        .POST(BodyPublishers.ofString(body.toString()))
                        .build(),
                BodyHandlers.ofInputStream());
        try (InputStream in = answer.body()) {
            byte[] bytes = in.readAllBytes();
            if (answer.statusCode() >= 400) {
                throw refused(answer.statusCode(), bytes);
            }
            return JSON.readTree(bytes);
        }
    }

    private FrameReader stream(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpResponse<InputStream> answer = client.send(
                request.header("Accept", "text/event-stream").timeout(ANSWER).build(), BodyHandlers.ofInputStream());
        if (answer.statusCode() == 200) {
            return new FrameReader(answer.body());
        }
        try (InputStream in = answer.body()) {
            throw refused(answer.statusCode(), in.readAllBytes());
        }
    }

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(base + path)).header("Content-Type", "application/json");
        token.ifPresent(secret -> request.header("Authorization", "Bearer " + secret));
        return request;
    }

    private static ServerRefused refused(int status, byte[] body) {
        String sentence = "The server answered with " + status + ".";
        try {
            return new ServerRefused(status, JSON.readTree(body).path("detail").asString(sentence));
        } catch (JacksonException notAProblem) {
            return new ServerRefused(status, sentence);
        }
    }

    @Override
    public void close() {
        // not close(): that waits for streams that are followed no more
        client.shutdownNow();
    }
}
