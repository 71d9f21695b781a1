package dev.cowork.server.models.chat;

import dev.cowork.server.models.ModelClient;
import dev.cowork.server.models.ScriptedChatServer;
import dev.cowork.server.models.wire.ApiKey;
import dev.cowork.server.models.wire.BaseUrl;
import dev.cowork.server.models.wire.Endpoint;
import dev.cowork.server.models.wire.ExtraHeaders;
import dev.cowork.server.models.wire.WireClients;
import dev.cowork.server.models.wire.WireLimits;
import java.time.Clock;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import tools.jackson.databind.json.JsonMapper;

/** A scripted server and a client of it with short waits. */
abstract class ChatFixture {

    static final String KEY = "Very.Secret.Word.123456";

    static final WireLimits LIMITS = limits(Duration.ofSeconds(10), Duration.ofSeconds(10));

    ScriptedChatServer server;
    WireClients clients;

    @BeforeEach
    void start() {
        server = ScriptedChatServer.start();
        clients = new WireClients(JsonMapper.shared(), Clock.systemUTC(), LIMITS);
    }

    @AfterEach
    void stop() {
        clients.destroy();
        server.close();
    }

    ModelClient client() {
        return client(0);
    }

    String family() {
        return endpoint(server.base(), 0).family();
    }

    ModelClient client(int contextWindow) {
        return clients.client(endpoint(server.base(), contextWindow));
    }

    /** From now on the waits for a first byte and between bytes are these. */
    void patience(Duration firstByte, Duration idle) {
        clients.destroy();
        clients = new WireClients(JsonMapper.shared(), Clock.systemUTC(), limits(firstByte, idle));
    }

    private static WireLimits limits(Duration firstByte, Duration idle) {
        return new WireLimits(
                Duration.ofSeconds(2),
                firstByte,
                idle,
                Duration.ofMillis(10),
                Duration.ofSeconds(20),
                2,
                64 << 10,
                1 << 20);
    }

    static Endpoint endpoint(String base, int contextWindow) {
        return new Endpoint(
                "openai_compatible",
                "OpenAI-compatible",
                new ChatDialect(),
                Objects.requireNonNull(BaseUrl.of(base)),
                ApiKey.of(KEY),
                ExtraHeaders.NONE,
                contextWindow,
                null);
    }
}
