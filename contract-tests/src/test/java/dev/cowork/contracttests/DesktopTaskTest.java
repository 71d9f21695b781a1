package dev.cowork.contracttests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cowork.contracttests.contracts.Bundle;
import dev.cowork.contracttests.server.Http;
import dev.cowork.contracttests.stream.Frame;
import dev.cowork.contracttests.stream.Frames;
import dev.cowork.contracttests.stream.StrictReader;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Catches: a change of turns or histories that the shipped desktop app does not survive. */
class DesktopTaskTest extends DesktopApp {

    @Test
    void aFirstMessageOpensATaskUnderTheIdOfTheFirstFrame() {
        List<Frame> frames = turn(null, "Hello, what can you do?");
        JsonNode created = frames.getFirst().data();
        String conversation = conversation(frames);
        assertThat(conversation).isNotEqualTo(created.at("/response/id").asString());
        assertThat(created.path("harness").asString()).isEqualTo("anton");
        assertThat(Frames.last(frames).type()).isEqualTo("response.completed");
        assertThat(Frames.text(frames)).as("a turn without text has no bubble").isNotEmpty();

        JsonNode listed = get("/conversations/?project=all&limit=200")
                .path("conversations")
                .valueStream()
                .filter(row -> row.path("id").asString().equals(conversation))
                .findFirst()
                .orElseThrow();
        assertThat(listed.path("project").asString()).isEqualTo("general");
        assertThat(listed.path("title").asString()).contains("Hello");
        assertThat(get("/conversations/" + conversation).path("id").asString()).isEqualTo(conversation);
    }

    @Test
    void theRowsOfTheHistoryHaveTheIdsOfTheStream() {
        List<Frame> frames = turn(null, "/say hi");
        JsonNode items = get("/conversations/" + conversation(frames) + "/items");
        assertThat(items.isArray()).as("a bare array without a query").isTrue();
        JsonNode user = items.path(0);
        JsonNode assistant = items.path(1);
        assertThat(user.path("id").asString())
                .isEqualTo(frames.getFirst().data().path("user_message_id").asString());
        assertThat(assistant.path("id").asString())
                .isEqualTo(
                        Frames.last(frames).data().path("assistant_message_id").asString());
        assertThat(frames.stream().filter(Frame::isDelta))
                .as("deltas name the row they become")
                .allMatch(delta -> delta.data().path("item_id").equals(assistant.path("id")));
        assertThat(Frames.last(frames).data().at("/response/output/0/id")).isEqualTo(assistant.path("id"));
        assertThat(frames.getFirst().data().at("/response/model").asString())
                .as("the model used, in the first frame too")
                .isEqualTo(Frames.last(frames).data().at("/response/model").asString());
        assertThat(user.path("role").asString()).isEqualTo("user");
        assertThat(user.path("content").asString()).isEqualTo("/say hi");
        assertThat(assistant.path("role").asString()).isEqualTo("assistant");
        assertThat(assistant.path("content").asString()).isEqualTo(Frames.text(frames));
        assertThat(user.path("startedAt").isIntegralNumber()).isTrue();
        assertThat(assistant
                        .path("events")
                        .valueStream()
                        .toList()
                        .getLast()
                        .path("type")
                        .asString())
                .isEqualTo("response.completed");
        assertThat(assistant.path("events").valueStream())
                .allMatch(event -> event.path("at_ms").isIntegralNumber());
    }

    @Test
    void aTaskWhoseIdTheAppMadeIsAdopted() {
        for (String id : List.of(UUID.randomUUID().toString(), "20261122_051955_39237f")) {
            assertThat(conversation(turn(id, "/say adopted"))).isEqualTo(id);
            assertThat(get("/conversations/" + id).path("id").asString()).isEqualTo(id);
        }
    }

    @Test
    void aTemporaryIdOpensANewTask() {
        assertThat(conversation(turn("tmp-1795324430259", "/say new"))).doesNotStartWith("tmp-");
    }

    @Test
    void anUnknownModelOfAnOlderSettingStillAnswers() {
        ObjectNode body = message(null, "/say model").put("model", "claude-sonnet-4-6");
        try (var reader =
                StrictReader.open(server.base(), window("POST", "/responses").json(body.toString()), schemas)) {
            assertThat(Frames.last(reader.rest()).type()).isEqualTo("response.completed");
        }
    }

    @Test
    void aProjectIsFoundByItsName() {
        Http.Response made =
                Http.send(server.base(), window("POST", "/projects/").json("{\"name\":\"By Name!\"}"));
        assertThat(made.status()).as(made.body()).isEqualTo(201);
        String name = Bundle.JSON.readTree(made.body()).path("name").asString();
        ObjectNode body = message(null, "/say in it").put("project", name);
        try (var reader =
                StrictReader.open(server.base(), window("POST", "/responses").json(body.toString()), schemas)) {
            String conversation = conversation(reader.rest());
            assertThat(get("/conversations/" + conversation).path("project").asString())
                    .isEqualTo(name);
        }
    }

    @Test
    void aReloadInTheMiddleOfATurnShowsTheQuestionAndReplaysTheAnswer() {
        var request = window("POST", "/responses")
                .json(message("reload", "/emit 800 5").toString());
        try (var reader = StrictReader.open(server.base(), request, schemas)) {
            reader.until(Frame::isDelta);
            assertThat(get("/conversations/reload/items?limit=50").path("items"))
                    .as("the question and no partial answer")
                    .hasSize(1)
                    .allMatch(row -> row.path("role").asString().equals("user"));
            assertThat(get("/responses/in-flight?conversation_id=reload")
                            .path("in_flight")
                            .asBoolean())
                    .isTrue();
            var tail = window("GET", "/responses/tail?conversation_id=reload&from_seq=0&model=anton")
                    .with("Accept", "text/event-stream");
            try (var again = StrictReader.open(server.base(), tail, schemas)) {
                assertThat(Frames.texts(again.rest())).isEqualTo(Frames.texts(reader.rest()));
            }
        }
        assertThat(get("/responses/in-flight?conversation_id=reload")
                        .path("in_flight")
                        .asBoolean())
                .isFalse();
    }

    @Test
    void aTailWithNothingToFollowIsNotFound() {
        Http.Response answer = Http.send(
                server.base(), window("GET", "/responses/tail?conversation_id=nobody&from_seq=0&model=anton"));
        assertThat(answer.status()).isEqualTo(404);
        assertThat(get("/responses/in-flight?conversation_id=nobody")
                        .path("in_flight")
                        .asBoolean())
                .isFalse();
    }

    @Test
    void onlyTheDesktopAppGetsAnEnvelopeAndOnlyWhenItPages() {
        String path = "/conversations/" + conversation(turn("paged", "/say one")) + "/items";
        turn("paged", "/say two");
        assertThat(get(path).isArray()).isTrue();
        Http.Request other = Http.Request.of("GET", "/api/v1" + path + "?limit=3");
        assertThat(read(other).isArray()).as("another client that pages").isTrue();

        JsonNode page = get(path + "?limit=3");
        var ids = new ArrayList<String>();
        page.path("items").forEach(row -> ids.add(row.path("id").asString()));
        assertThat(ids).hasSize(3);
        assertThat(page.path("hasMore").asBoolean()).isTrue();
        JsonNode earlier =
                get(path + "?limit=3&before=" + page.path("nextBefore").asString());
        assertThat(earlier.path("items")).hasSize(1);
        assertThat(earlier.path("hasMore").asBoolean()).isFalse();
        assertThat(earlier.path("nextBefore").isNull()).isTrue();
        earlier.path("items").forEach(row -> ids.add(row.path("id").asString()));
        assertThat(new HashSet<>(ids)).as("pages do not overlap").hasSize(4);
        assertThat(page.path("items").path(2).path("content").asString()).contains("two");
    }

    @Test
    void aTurnIsDeletedByTheIdOfItsAnswerOrByItsIndex() {
        for (int i = 0; i < 3; i++) {
            turn("deleted", "/say " + i);
        }
        String answer = get("/conversations/deleted/items").path(5).path("id").asString();
        JsonNode byId = read(window("DELETE", "/conversations/deleted/turns/" + answer));
        assertThat(byId.path("deleted").asInt()).isEqualTo(2);
        assertThat(get("/conversations/deleted/items")).hasSize(4);
        read(window("DELETE", "/conversations/deleted/turns/0"));
        assertThat(get("/conversations/deleted/items"))
                .as("that turn and all later ones")
                .isEmpty();
        Http.Response gone = Http.send(server.base(), window("DELETE", "/conversations/deleted/turns/" + answer));
        assertThat(gone.status()).isEqualTo(404);
    }

    @Test
    void stopWorksAsTheAppDoesIt() {
        var request = window("POST", "/responses")
                .json(message("stopped", "/emit 2000 5").toString());
        try (var reader = StrictReader.open(server.base(), request, schemas)) {
            reader.until(Frame::isDelta);
            JsonNode result = read(window("POST", "/responses/cancel").json("{\"conversation_id\":\"stopped\"}"));
            assertThat(result.path("cancelled").asBoolean()).isTrue();
            JsonNode rows = get("/conversations/stopped/items?limit=50").path("items");
            assertThat(rows).hasSize(2);
            assertThat(Frames.last(reader.rest()).type()).isEqualTo("response.cancelled");
        }
    }

    @Test
    void renamingAndDeletingATaskAnswersAsTheAppExpects() {
        String path = "/conversations/" + conversation(turn("renamed", "/say x"));
        JsonNode renamed = read(window("PATCH", path).json("{\"title\":\"Renamed\"}"));
        assertThat(renamed.path("title").asString()).isEqualTo("Renamed");
        assertThat(renamed.path("id").asString()).isEqualTo("renamed");
        read(window("DELETE", path));
        assertThat(Http.send(server.base(), window("DELETE", path)).status()).isEqualTo(404);
        assertThat(Http.send(server.base(), window("GET", path + "/items")).status())
                .isEqualTo(404);
    }
}
