package dev.cowork.contracttests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cowork.contracttests.contracts.Bundle;
import dev.cowork.contracttests.schema.StrictSchemas;
import dev.cowork.contracttests.server.Api;
import dev.cowork.contracttests.server.Http;
import dev.cowork.contracttests.server.ServedBundle;
import dev.cowork.contracttests.server.ServerProcess;
import dev.cowork.contracttests.stream.Frame;
import dev.cowork.contracttests.stream.Frames;
import dev.cowork.contracttests.stream.StrictReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Catches: a request that is sent again, by a nervous finger or a flaky line, and starts the work again. */
class IdempotencyTest {

    private static ServerProcess server;
    private static StrictSchemas schemas;

    @BeforeAll
    static void start() {
        server = ServerProcess.start();
        schemas = new StrictSchemas(ServedBundle.of(server.base()));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static Http.Request keyed(String key, String conversation, String input) {
        return Api.turn(conversation, input).with("Idempotency-Key", key);
    }

    private static List<Frame> read(Http.Request request) {
        try (var reader = StrictReader.open(server.base(), request, schemas)) {
            return reader.rest();
        }
    }

    private static String code(Http.Response response) {
        return Bundle.JSON.readTree(response.body()).path("code").asString();
    }

    @Test
    void aHundredRequestsAtOnceWithOneKeyAreOneTurnAlsoAfterARestart() {
        Http.Request request = keyed("hundred", "joined", "/emit 100 10");
        var streams = new ArrayList<CompletableFuture<List<Frame>>>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 100; i++) {
                streams.add(CompletableFuture.supplyAsync(() -> read(request), threads));
            }
            List<String> first = Frames.texts(streams.getFirst().join());
            for (var stream : streams) {
                assertThat(Frames.texts(stream.join())).isEqualTo(first);
            }
            assertThat(server.api().items("joined")).hasSize(2);

            server.stop(Duration.ofSeconds(10));
            server = server.restart();
            assertThat(Frames.texts(read(request))).isEqualTo(first);
            assertThat(server.api().items("joined")).hasSize(2);
        }
    }

    @Test
    void aNewConversationIsMadeOnceForOneKey() {
        Http.Request request = Api.turn(null, "/say once").with("Idempotency-Key", "new-conversation");
        assertThat(Frames.texts(read(request))).isEqualTo(Frames.texts(read(request)));
    }

    @Test
    void anotherBodyUnderTheSameKeyIsRefused() {
        read(keyed("reused", "reuse", "/say one"));
        Http.Response refused = Http.send(server.base(), keyed("reused", "reuse", "/say two"));
        assertThat(refused.status()).isEqualTo(422);
        assertThat(code(refused)).isEqualTo("idempotency_key_reused");
        assertThat(server.api().items("reuse")).hasSize(2);
    }

    @Test
    void aRepeatedOneShotGivesTheFirstAnswerAgain() {
        Http.Request request = Http.Request.of("POST", Api.path("/responses"))
                .json(Api.message("one-shot", "/say once", false).toString())
                .with("Idempotency-Key", "one-shot");
        JsonNode first = server.api().ok(request);
        JsonNode second = server.api().ok(request);
        assertThat(second).isEqualTo(first);
        assertThat(server.api().items("one-shot")).hasSize(2);
    }

    @Test
    void aKeyThatIsTooLongIsRefused() {
        Http.Response refused = Http.send(server.base(), keyed("k".repeat(256), "long-key", "/say no"));
        assertThat(refused.status()).isEqualTo(422);
    }
}
