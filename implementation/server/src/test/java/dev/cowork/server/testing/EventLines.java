package dev.cowork.server.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** One event stream of a server, read in the background as it comes. */
public final class EventLines {

    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final long SECONDS = 30;

    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final CompletableFuture<String> response = new CompletableFuture<>();
    private final CompletableFuture<Void> end = new CompletableFuture<>();

    private EventLines(HttpRequest request) {
        Thread.ofVirtual().start(() -> read(request));
    }

    /** Starts a turn in a conversation and reads it. */
    public static EventLines turn(String url, String conversation, String harness) {
        return turn(url, conversation, harness, "go");
    }

    /** Says something that needs no escaping in a conversation, and reads the turn. */
    public static EventLines turn(String url, String conversation, String harness, String input) {
        String body = "{\"conversation_id\":\"%s\",\"input\":\"%s\",\"harness\":\"%s\"}"
                .formatted(conversation, input, harness);
        return new EventLines(HttpRequest.newBuilder(URI.create(url + "/api/v1/responses"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build());
    }

    /** Reads a turn from its beginning. */
    public static EventLines tail(String url, String response) {
        return new EventLines(HttpRequest.newBuilder(URI.create(url + "/api/v1/responses/tail?response_id=" + response))
                .build());
    }

    /** Posts JSON and gives the whole answer. */
    public static CompletableFuture<HttpResponse<String>> post(String url, String path, String json) {
        return CLIENT.sendAsync(
                HttpRequest.newBuilder(URI.create(url + path))
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(json))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private void read(HttpRequest request) {
        try {
            HttpResponse<Stream<String>> answer = CLIENT.send(request, HttpResponse.BodyHandlers.ofLines());
            answer.body().forEach(line -> {
                lines.add(line);
                if (line.startsWith("id: ")) {
                    response.complete(line.substring(4).replaceFirst(":.*", ""));
                }
            });
            end.complete(null);
        } catch (IOException | UncheckedIOException broken) {
            end.completeExceptionally(broken);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The id of the response, as soon as a frame has told it. */
    public String response() {
        return response.orTimeout(SECONDS, TimeUnit.SECONDS).join();
    }

    /** The types of all frames, in order, when the stream has ended. */
    public List<String> types() {
        end.orTimeout(SECONDS, TimeUnit.SECONDS).join();
        return lines.stream()
                .filter(line -> line.startsWith("event: "))
                .map(line -> line.substring(7))
                .toList();
    }

    /** What has come so far. */
    public String text() {
        return String.join("\n", lines);
    }
}
