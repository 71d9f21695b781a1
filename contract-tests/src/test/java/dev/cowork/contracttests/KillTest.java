package dev.cowork.contracttests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cowork.contracttests.schema.StrictSchemas;
import dev.cowork.contracttests.server.Api;
import dev.cowork.contracttests.server.ServedBundle;
import dev.cowork.contracttests.server.ServerProcess;
import dev.cowork.contracttests.stream.Frame;
import dev.cowork.contracttests.stream.Frames;
import dev.cowork.contracttests.stream.StrictReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Catches: a message or a frame that somebody has seen and that a crash of the server takes back, changes or doubles. */
@Order(1)
class KillTest {

    private static final int KILLS = Integer.getInteger("kills", 20);
    private static final int EVENTS = 500;

    private final Random random = new Random(7);

    @Test
    void nothingThatAnyoneHasSeenIsLostDoubledOrChangedByAKill() {
        ServerProcess server = ServerProcess.start();
        try {
            var schemas = new StrictSchemas(ServedBundle.of(server.base()));
            for (int kill = 0; kill < KILLS; kill++) {
                String conversation = "killed-" + kill;
                String input = "/emit " + EVENTS + " 2";
                int at = kill == 0 ? 1 : 1 + random.nextInt(EVENTS - 50);
                List<Frame> seen = readAndKill(server, schemas, conversation, input, at);
                server = server.restart();
                check(server.api(), schemas, conversation, input, seen);
            }
        } finally {
            server.close();
        }
    }

    private static List<Frame> readAndKill(
            ServerProcess server, StrictSchemas schemas, String conversation, String input, int at) {
        try (var reader = StrictReader.open(server.base(), Api.turn(conversation, input), schemas)
                .mayBeCut()) {
            while (reader.acknowledged().size() < at && reader.next() != null) {
                continue;
            }
            server.kill9();
            return reader.rest();
        }
    }

    private static void check(Api api, StrictSchemas schemas, String conversation, String input, List<Frame> seen) {
        assertThat(seen).isNotEmpty();
        List<Frame> all = tail(api, schemas, Frames.responseId(seen));
        assertThat(Frames.texts(all)).startsWith(Frames.texts(seen).toArray(String[]::new));
        assertThat(Frames.last(all).type()).isIn("response.incomplete", "response.completed");
        assertThat(Frames.last(seen).isTerminal()).isEqualTo(seen.size() == all.size());

        List<JsonNode> items = api.items(conversation);
        assertThat(items.getFirst().path("content").asString()).isEqualTo(input);
        assertThat(items.getFirst().path("id").asString())
                .isEqualTo(seen.getFirst().data().path("user_message_id").asString());
        assertThat(answer(items)).isEqualTo(Frames.text(all)).startsWith(Frames.text(seen));
        assertThat(api.inFlight(conversation).path("in_flight").asBoolean()).isFalse();

        JsonNode next = api.say(conversation, "/say still here");
        assertThat(next.path("status").asString()).isEqualTo("completed");
        assertThat(next.at("/output/0/text").asString()).contains("still here");
    }

    private static List<Frame> tail(Api api, StrictSchemas schemas, String response) {
        try (var reader = StrictReader.open(api.base(), Api.tail(response, 0), schemas)) {
            return reader.rest();
        }
    }

    private static String answer(List<JsonNode> items) {
        return items.size() < 2 ? "" : items.get(1).path("content").asString();
    }

    @Test
    void aKillInFrontOfAQueueLosesNoneOfItsMessages() {
        ServerProcess server = ServerProcess.start();
        try {
            var schemas = new StrictSchemas(ServedBundle.of(server.base()));
            List<String> inputs = List.of("/emit 500 5", "/emit 20", "/say third");
            var readers = new ArrayList<StrictReader>();
            for (String input : inputs) {
                var reader = StrictReader.open(server.base(), Api.turn("queue", input), schemas);
                reader.next();
                readers.add(reader.mayBeCut());
            }
            readers.getFirst().until(frame -> frame.number() > 400);
            server.kill9();
            List<List<Frame>> seen = readers.stream().map(StrictReader::rest).toList();
            readers.forEach(StrictReader::close);

            server = server.restart();
            Api api = server.api();
            var ends = new ArrayList<CompletableFuture<List<Frame>>>();
            for (List<Frame> frames : seen) {
                ends.add(CompletableFuture.supplyAsync(() -> tail(api, schemas, Frames.responseId(frames))));
            }
            for (int i = 0; i < seen.size(); i++) {
                assertThat(Frames.texts(ends.get(i).join()))
                        .startsWith(Frames.texts(seen.get(i)).toArray(String[]::new));
            }
            List<String> users = api.items("queue").stream()
                    .filter(item -> item.path("role").asString().equals("user"))
                    .map(item -> item.path("content").asString())
                    .toList();
            assertThat(users).isEqualTo(inputs);
            assertThat(api.say("queue", "/say after").path("status").asString()).isEqualTo("completed");
        } finally {
            server.close();
        }
    }
}
