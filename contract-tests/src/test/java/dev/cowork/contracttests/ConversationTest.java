package dev.cowork.contracttests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cowork.contracttests.contracts.Bundle;
import dev.cowork.contracttests.server.Api;
import dev.cowork.contracttests.server.Http;
import dev.cowork.contracttests.server.ServerProcess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Catches: a conversation that is lost, listed twice or not at all, or pages of its history that overlap or skip. */
class ConversationTest {

    private static ServerProcess server;
    private static Api api;

    @BeforeAll
    static void start() {
        server = ServerProcess.start();
        api = server.api();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static JsonNode make(String body) {
        return api.ok(Http.Request.of("POST", Api.path("/conversations")).json(body));
    }

    private static List<String> listed(String query) {
        return api.get("/conversations" + query)
                .path("conversations")
                .valueStream()
                .map(row -> row.path("id").asString())
                .toList();
    }

    private static JsonNode change(String id, String body) {
        return api.ok(Http.Request.of("PATCH", Api.path("/conversations/" + id)).json(body));
    }

    @Test
    void anEmptyConversationIsListedAsSoonAsItIsMade() {
        JsonNode made = make("{}");
        assertThat(made.path("project").asString()).isEqualTo("general");
        assertThat(made.path("turns").asInt()).isZero();
        assertThat(listed("")).contains(made.path("id").asString());
    }

    @Test
    void bothSpellingsOfEachFieldAreReadAndWrittenAlike() {
        JsonNode made = make("{\"topic\":\"Topic\",\"title\":\"Title\",\"projectId\":"
                + "\"00000000-0000-0000-0000-000000000001\",\"reasoningEffort\":\"low\","
                + "\"disabledConnections\":[{\"engine\":\"postgres\",\"name\":\"prod\"}]}");
        assertThat(made.path("title").asString()).as("topic wins").isEqualTo("Topic");
        assertThat(made.path("reasoning_effort").asString()).isEqualTo("low");
        for (String[] pair : new String[][] {
            {"project_id", "projectId"},
            {"project_path", "projectPath"},
            {"created_at", "createdAt"},
            {"updated_at", "updatedAt"},
            {"reasoning_effort", "reasoningEffort"},
            {"disabled_connections", "disabledConnections"},
            {"scheduled_id", "scheduledId"}
        }) {
            assertThat(made.path(pair[0])).as(pair[0]).isEqualTo(made.path(pair[1]));
        }
        assertThat(made.path("disabled_connections")).hasSize(1);
    }

    @Test
    void theFirstMessageGivesTheTitleUnlessThereIsOne() {
        api.say("titled", "What is the weather in Lisbon?");
        assertThat(api.get("/conversations/titled").path("title").asString()).contains("weather in Lisbon");
        String given = make("{\"title\":\"Mine\"}").path("id").asString();
        api.say(given, "What is the weather in Porto?");
        assertThat(api.get("/conversations/" + given).path("title").asString()).isEqualTo("Mine");
        assertThat(api.get("/conversations/" + given).path("turns").asInt()).isEqualTo(1);
    }

    @Test
    void theLastActiveConversationIsListedFirst() {
        api.say("order-a", "/say a");
        api.say("order-b", "/say b");
        api.say("order-a", "/say again");
        List<String> ids = listed("?limit=200");
        assertThat(ids.indexOf("order-a")).isLessThan(ids.indexOf("order-b"));
    }

    @Test
    void listsAreFilteredByProjectAndState() {
        JsonNode project =
                api.call("POST", "/projects", Bundle.JSON.createObjectNode().put("name", "Filter"));
        String inside = make("{\"project\":\"Filter\"}").path("id").asString();
        String archived = make("{\"project\":\"Filter\"}").path("id").asString();
        change(archived, "{\"status\":\"archived\"}");
        assertThat(listed("?project=Filter")).containsExactlyInAnyOrder(inside, archived);
        assertThat(listed("?project_id=" + project.path("id").asString())).hasSize(2);
        assertThat(listed("?project=Filter&status=active")).containsExactly(inside);
        assertThat(listed("?project=Filter&status=archived")).containsExactly(archived);
        assertThat(listed("?project_id=proj_missing")).isEmpty();
        assertThat(listed("?project=all&limit=200")).contains(inside);
    }

    @Test
    void aConversationMovesToAnotherProjectWithItsHistory() {
        api.call("POST", "/projects", Bundle.JSON.createObjectNode().put("name", "Target"));
        api.say("moving", "/say before the move");
        JsonNode moved = change("moving", "{\"project\":\"Target\"}");
        assertThat(moved.path("id").asString()).isEqualTo("moving");
        assertThat(moved.path("project").asString()).isEqualTo("Target");
        assertThat(moved.path("project_path").asString()).endsWith("/Target");
        assertThat(api.items("moving")).hasSize(2);
        assertThat(listed("?project=Target")).contains("moving");
    }

    @Test
    void nullClearsAGoalAndAbsentKeepsIt() {
        String id = make("{\"goal\":\"Win\"}").path("id").asString();
        assertThat(change(id, "{\"title\":\"x\"}").path("goal").asString()).isEqualTo("Win");
        assertThat(change(id, "{\"goal\":null}").path("goal").isNull()).isTrue();
    }

    @Test
    void pagesOfAHistoryNeitherOverlapNorSkip() {
        for (int i = 0; i < 6; i++) {
            api.say("pages", "/say " + i);
        }
        List<String> all = api.items("pages").stream()
                .map(item -> item.path("id").asString())
                .toList();
        var collected = new ArrayList<String>();
        String query = "?limit=5";
        while (collected.size() < all.size()) {
            Http.Response page = api.send(Http.Request.of("GET", Api.path("/conversations/pages/items" + query)));
            assertThat(page.header("X-Total-Count")).contains("12");
            var ids = new ArrayList<String>();
            Bundle.JSON
                    .readTree(page.body())
                    .forEach(item -> ids.add(item.path("id").asString()));
            assertThat(ids).isNotEmpty();
            collected.addAll(0, ids);
            query = "?limit=5&before=" + ids.getFirst();
        }
        assertThat(collected).isEqualTo(all);
        assertThat(new HashSet<>(collected)).hasSize(12);
    }

    @Test
    void deletingATurnRemovesItAndAllLaterOnesOnly() {
        for (int i = 0; i < 4; i++) {
            api.say("turns", "/say " + i);
        }
        String answer = api.items("turns").get(5).path("id").asString();
        JsonNode deleted = api.ok(Http.Request.of("DELETE", Api.path("/conversations/turns/turns/" + answer)));
        assertThat(deleted.path("deleted").asInt()).isEqualTo(4);
        assertThat(api.items("turns")).hasSize(4);
        assertThat(api.say("turns", "/say again").path("status").asString()).isEqualTo("completed");
        assertThat(api.items("turns").get(5).path("content").asString()).contains("again");
        assertThat(api.get("/conversations/turns").path("turns").asInt()).isEqualTo(3);
    }

    @Test
    void aTurnIsNotDeletedByTheIdOfAQuestionThatHasItsAnswer() {
        api.say("answered", "/say first");
        String question = api.items("answered").getFirst().path("id").asString();
        Http.Response refused =
                api.send(Http.Request.of("DELETE", Api.path("/conversations/answered/turns/" + question)));
        assertThat(refused.status()).isEqualTo(404);
        assertThat(Bundle.JSON.readTree(refused.body()).path("code").asString()).isEqualTo("turn_not_found");
        assertThat(api.items("answered")).hasSize(2);
    }

    @Test
    void theModelOfAMessageCountsForItsTurnOnly() {
        api.ok(Http.Request.of("POST", Api.path("/responses"))
                .json(Api.message("modelled", "/say first", false)
                        .put("model", "some-model")
                        .toString()));
        assertThat(api.get("/conversations/modelled").path("model").isNull()).isTrue();
    }

    @Test
    void everythingIsTheSameAfterARestart() {
        api.say("kept", "/say kept");
        List<JsonNode> items = api.items("kept");
        JsonNode conversation = api.get("/conversations/kept");
        server.stop(Duration.ofSeconds(10));
        server = server.restart();
        api = server.api();
        assertThat(api.items("kept")).isEqualTo(items);
        assertThat(api.get("/conversations/kept")).isEqualTo(conversation);
    }
}
