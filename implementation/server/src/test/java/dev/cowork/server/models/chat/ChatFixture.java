package dev.cowork.server.models.chat;

import dev.cowork.server.models.ModelClient;
import dev.cowork.server.models.ScriptedChatServer;
import java.time.Clock;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import tools.jackson.databind.json.JsonMapper;

/** A scripted server and a client of it with short waits. */
abstract class ChatFixture {

    static final String KEY = "sk-very-secret-key-123456";

    static final ChatLimits LIMITS = limits(Duration.ofSeconds(10), Duration.ofSeconds(10));

    ScriptedChatServer server;
    ChatClients clients;

    @BeforeEach
    void start() {
        server = ScriptedChatServer.start();
        clients = new ChatClients(JsonMapper.shared(), Clock.systemUTC(), LIMITS);
    }

    @AfterEach
    void stop() {
        clients.destroy();
        server.close();
    }

    ModelClient client() {
        return client(0);
    }

    ModelClient client(int contextWindow) {
        return clients.client(endpoint(server.base(), contextWindow));
    }

    /** From now on the waits for a first byte and between bytes are these. */
    void patience(Duration firstByte, Duration idle) {
        clients.destroy();
        clients = new ChatClients(JsonMapper.shared(), Clock.systemUTC(), limits(firstByte, idle));
    }

    private static ChatLimits limits(Duration firstByte, Duration idle) {
        return new ChatLimits(
                Duration.ofSeconds(2),
                firstByte,
                idle,
                Duration.ofMillis(10),
                Duration.ofSeconds(20),
                2,
                64 << 10,
                1 << 20);
    }

    static ChatEndpoint endpoint(String base, int contextWindow) {
        return new ChatEndpoint(
                "openai_compatible",
                "OpenAI-compatible",
                Objects.requireNonNull(BaseUrl.of(base)),
                ApiKey.of(KEY),
                contextWindow);
    }
}
