package dev.cowork.contracttests.damage;

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
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Catches: a full disk that loses what was acknowledged, kills the server, or leaves a turn without an end. */
class FullDiskTest {

    @Test
    void aTurnOnAFullDiskFailsForItsReadersAndEndsInItsLogWhenThereIsRoomAgain() throws IOException {
        try (SmallDisk disk = SmallDisk.mount("size=24m");
                ServerProcess server = ServerProcess.start(disk.root(), Map.of())) {
            Api api = server.api();
            var schemas = new StrictSchemas(ServedBundle.of(server.base()));
            assertThat(api.say("before", "/say all is well").path("status").asString())
                    .isEqualTo("completed");
            List<Frame> seen;
            Path filler;
            try (var reader = StrictReader.open(server.base(), Api.turn("full", "/emit 100000 1"), schemas)) {
                reader.until(frame -> frame.number() > 100 && frame.isDelta());
                filler = disk.fill();
                seen = reader.rest();
            }
            Frame last = Frames.last(seen);
            assertThat(last.type()).isEqualTo("response.failed");
            assertThat(last.data().path("code").asString()).isEqualTo("storage_full");
            assertThat(last.id())
                    .as("a failure that is in no log has no number")
                    .isNull();

            assertRefused(
                    api,
                    "POST",
                    "/responses",
                    Api.message("other", "/say no", true).toString());
            assertRefused(api, "POST", "/projects", "{\"name\":\"no-room\"}");
            assertThat(api.items("before")).hasSize(2);
            assertThat(api.get("/health").path("status").asString()).isEqualTo("ok");

            Files.delete(filler);
            List<Frame> all = untilEnded(server, schemas, Frames.responseId(seen));
            assertThat(Frames.last(all).data().path("code").asString()).isEqualTo("storage_full");
            assertThat(Frames.texts(all))
                    .startsWith(Frames.texts(seen.subList(0, seen.size() - 1)).toArray(String[]::new));
            assertThat(api.say("full", "/say again").path("status").asString()).isEqualTo("completed");
            assertThat(endings(api.items("full").get(1)))
                    .as("ends of a turn that could not be ended at first")
                    .containsExactly("response.failed");
            assertThat(api.call("POST", "/projects", Bundle.JSON.readTree("{\"name\":\"room\"}"))
                            .path("name")
                            .asString())
                    .isEqualTo("room");
        }
    }

    /** A stream ends with its first end, so what stands behind that is seen in the history only. */
    private static List<String> endings(JsonNode answer) {
        return answer.path("events")
                .valueStream()
                .map(event -> event.path("type").asString())
                .filter(type -> type.matches("response\\.(completed|failed|cancelled|incomplete)"))
                .toList();
    }

    /** Follows the turn again until its log has an end; each look before shows what is durable and the same failure. */
    private static List<Frame> untilEnded(ServerProcess server, StrictSchemas schemas, String response) {
        long limit = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (System.nanoTime() < limit) {
            try (var tail = StrictReader.open(server.base(), Api.tail(response, 0), schemas)) {
                List<Frame> all = tail.rest();
                if (Frames.last(all).id() != null) {
                    return all;
                }
            }
        }
        throw new AssertionError("The turn has no end after 60 s.");
    }

    private static void assertRefused(Api api, String method, String path, String body) {
        Http.Response response =
                api.send(Http.Request.of(method, Api.path(path)).json(body));
        assertThat(response.status()).as(path + ": " + response).isEqualTo(503);
        assertThat(Bundle.JSON.readTree(response.body()).path("code").asString())
                .as(path)
                .isEqualTo("storage_full");
    }
}
