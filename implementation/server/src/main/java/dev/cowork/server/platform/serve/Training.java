package dev.cowork.server.platform.serve;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.springframework.util.FileSystemUtils;

/**
 * A short life of a server, in a folder of its own, so that the JVM can record which classes a start and the first requests need
 * ({@code -XX:AOTCacheOutput}). Nothing of the user's is read or written.
 */
final class Training {

    private static final int TIMES = 20;
    /** Whoever builds waits for this: without a record the server starts all the same. */
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private static final List<String> READ = List.of("/api/v1/health", "/api/v1/projects", "/api/v1/conversations");
    private static final String TURN = "{\"conversation_id\": \"training\", \"input\": \"/think a\\n/emit 5\"}";

    private Training() {}

    /** Starts, answers and stops a server. */
    static void run(Class<?> application) {
        try {
            Path home = Files.createTempDirectory("cowork-training");
            try {
                Variables variables = new Variables(
                        Map.of("COWORK_HOME", home.toString(), "COWORK_SERVER_PORT", "0", "LOG_LEVEL", "WARN"));
                try (StartedServer server = StartedServer.start(application, variables, false, List.of());
                        HttpClient client = HttpClient.newHttpClient()) {
                    for (int i = 0; i < TIMES; i++) {
                        ask(client, server.url());
                    }
                }
            } finally {
                FileSystemUtils.deleteRecursively(home);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void ask(HttpClient client, String url) throws IOException, InterruptedException {
        for (String path : READ) {
            send(client, HttpRequest.newBuilder(URI.create(url + path)));
        }
        send(
                client,
                HttpRequest.newBuilder(URI.create(url + "/api/v1/responses"))
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(TURN)));
        send(client, HttpRequest.newBuilder(URI.create(url + "/api/v1/conversations/training/items")));
    }

    private static void send(HttpClient client, HttpRequest.Builder request) throws IOException, InterruptedException {
        send(client, request.build(), LIMIT);
    }

    /**
     * @param limit for the whole answer, its body included
     * @throws IOException if the answer is another than 200 or is not whole in time
     */
    static void send(HttpClient client, HttpRequest request, Duration limit) throws IOException, InterruptedException {
        CompletableFuture<HttpResponse<String>> asked = client.sendAsync(request, BodyHandlers.ofString());
        try {
            int status = asked.get(limit.toMillis(), TimeUnit.MILLISECONDS).statusCode();
            if (status != 200) {
                throw new IOException("The training was answered with " + status);
            }
        } catch (TimeoutException e) {
            asked.cancel(true);
            throw new IOException("The training was not answered in " + limit.toSeconds() + " s", e);
        } catch (ExecutionException e) {
            throw new IOException("The training failed", e.getCause());
        }
    }
}
