package dev.cowork.server.turns;

import dev.cowork.server.testing.RunningServer;
import dev.cowork.server.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Flux;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A server of one's own that can be started anew on the same home, and how its turns stand. */
abstract class WaitingTurns {

    static final Duration SOON = Duration.ofSeconds(20);

    @TempDir
    static Path home;

    static RunningServer server;

    @BeforeAll
    static void start() throws IOException {
        TestDatabase.copyTo(home.resolve("cowork.db"));
        server = open();
    }

    static RunningServer open() {
        return RunningServer.own(Map.of("COWORK_HOME", home.toString()));
    }

    @AfterAll
    static void close() {
        server.close();
    }

    static void until(BooleanSupplier reached) {
        for (long tick : Flux.interval(Duration.ofMillis(5))
                .onBackpressureDrop()
                .take(SOON)
                .toIterable()) {
            if (reached.getAsBoolean()) {
                return;
            }
        }
        throw new AssertionError("not reached within " + SOON);
    }

    static JsonNode inFlight(String conversation) {
        return get("/api/v1/responses/in-flight?conversation_id=" + conversation);
    }

    static JsonNode get(String path) {
        return json(server.web()
                .get()
                .uri(path)
                .exchange()
                .returnResult(String.class)
                .getResponseBody()
                .blockLast(SOON));
    }

    static JsonNode json(String text) {
        return JsonMapper.shared().readTree(text);
    }
}
