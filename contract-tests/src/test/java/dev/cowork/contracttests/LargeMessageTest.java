package dev.cowork.contracttests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cowork.contracttests.contracts.Bundle;
import dev.cowork.contracttests.server.Api;
import dev.cowork.contracttests.server.Http;
import dev.cowork.contracttests.server.ServerProcess;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Catches: a message so large that reading it again takes the server's memory. */
class LargeMessageTest {

    private static final int MOST = 1 << 20;
    private static final ServerProcess SERVER = ServerProcess.start();
    private static final Api API = SERVER.api();

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    private static Http.Response post(ObjectNode body) {
        return API.send(Http.Request.of("POST", Api.path("/responses")).json(body.toString()));
    }

    private static ObjectNode blocks(String conversation, ObjectNode... blocks) {
        ObjectNode body = Api.message(conversation, "", false);
        ObjectNode message = body.putArray("input").addObject().put("role", "user");
        message.putArray("content").addAll(List.of(blocks));
        return body;
    }

    private static ObjectNode block(String text) {
        return Bundle.JSON.createObjectNode().put("type", "input_text").put("text", text);
    }

    private static void assertRefused(Http.Response answer, String pointer) {
        assertThat(answer.status()).isEqualTo(422);
        JsonNode error = Bundle.JSON.readTree(answer.body()).path("errors").path(0);
        assertThat(error.path("pointer").asString()).isEqualTo("#" + pointer);
        assertThat(error.path("detail").asString()).contains(" MB");
        assertThat(API.get("/conversations?project=all&limit=200")
                        .path("conversations")
                        .findValuesAsString("id"))
                .doesNotContain("refused");
    }

    @Test
    void aTextOfAMegabyteIsTakenAndReadAgainAndOneByteMoreIsRefused() {
        String most = "/say ok\n" + "a".repeat(MOST - 8);
        assertThat(post(Api.message("most", most, false)).status()).isEqualTo(200);
        assertThat(API.get("/conversations/most/items?limit=2")
                        .path(0)
                        .path("content")
                        .asString())
                .isEqualTo(most);

        assertRefused(post(Api.message("refused", most + "a", false)), "/input");
    }

    @Test
    void bytesCountAndNotCharacters() {
        assertRefused(post(Api.message("refused", "ä".repeat(MOST / 2 + 1), false)), "/input");
        assertRefused(post(Api.message("refused", "😀".repeat(MOST / 4 + 1), false)), "/input");
    }

    @Test
    void theTextsOfAllBlocksCountTogether() {
        String half = "a".repeat(MOST / 2);
        assertRefused(post(blocks("refused", block(half), block(half))), "/input/0/content");
    }

    @Test
    void whatBlocksHoldBesideTheirTextCountsToo() {
        ObjectNode block = block("short");
        block.putObject("more").put("x".repeat(100), "a".repeat(2 * MOST));
        assertRefused(post(blocks("refused", block)), "/input/0/content");
    }

    @Test
    void aPageOfLongMessagesEndsEarlyAndTheNextOneGoesOn() {
        for (int i = 0; i < 7; i++) {
            post(Api.message("long", "/say " + i + "\n" + "a".repeat(MOST - 8), false));
        }
        List<String> all = API.items("long").stream()
                .map(item -> item.path("id").asString())
                .toList();
        assertThat(all).hasSize(14);

        List<String> paged = new ArrayList<>();
        Optional<String> next = Optional.of(Api.path("/conversations/long/items?limit=200"));
        while (next.isPresent()) {
            Http.Response page = API.send(Http.Request.of("GET", next.get()));
            assertThat(page.header("x-total-count")).contains("14");
            List<String> ids = Bundle.JSON
                    .readTree(page.body())
                    .valueStream()
                    .map(item -> item.path("id").asString())
                    .toList();
            assertThat(ids).hasSizeBetween(2, 8 + 2);
            paged.addAll(0, ids);
            next = page.header("link").map(link -> link.substring(1, link.indexOf('>')));
        }
        assertThat(paged).isEqualTo(all);
    }

    @Test
    void theHistoryAfterAMessageOfThirtyMegabytesIsReadAndTheServerLives() {
        int status = post(Api.message("huge", "/say ok\n" + "a".repeat(30 << 20), false))
                .status();
        Http.Response history = API.send(Http.Request.of("GET", Api.path("/conversations/huge/items?limit=2")));

        assertThat(SERVER.isAlive()).isTrue();
        assertThat(status).isEqualTo(422);
        assertThat(history.status()).isEqualTo(404);
    }
}
