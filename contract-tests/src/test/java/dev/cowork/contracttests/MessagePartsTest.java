package dev.cowork.contracttests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cowork.contracttests.contracts.Bundle;
import dev.cowork.contracttests.server.Api;
import dev.cowork.contracttests.server.Http;
import dev.cowork.contracttests.server.SharedServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Catches: a part of a message that is dropped without a word, or shown although it is for the agent alone. */
class MessagePartsTest {

    private static final String CONTEXT =
            "[connect form state — Anton-only context, do not echo back]\nconnector: postgres";

    private final Api api = SharedServer.api();

    @ParameterizedTest
    @ValueSource(strings = {"attachment_ids", "skill_ids"})
    void whatTheServerCannotGiveTheAgentIsRefused(String field) {
        ObjectNode body = Api.message("with-" + field, "/say ok", false);
        body.putArray(field).add("one");
        Http.Response answer =
                api.send(Http.Request.of("POST", Api.path("/responses")).json(body.toString()));

        assertThat(answer.status()).isEqualTo(422);
        assertThat(Bundle.JSON.readTree(answer.body()).path("errors").findValuesAsString("pointer"))
                .containsExactly("#/" + field);
    }

    @ParameterizedTest
    @ValueSource(strings = {"attachment_ids", "skill_ids"})
    void anEmptyListOfThemIsFine(String field) {
        ObjectNode body = Api.message("without-" + field, "/say ok", false);
        body.putArray(field);
        assertThat(api.call("POST", "/responses", body).path("status").asString())
                .isEqualTo("completed");
    }

    private JsonNode shown(String conversation, String... texts) {
        ObjectNode body = Api.message(conversation, "", false);
        ArrayNode blocks =
                body.putArray("input").addObject().put("role", "user").putArray("content");
        for (String text : texts) {
            blocks.addObject().put("type", "input_text").put("text", text);
        }
        api.call("POST", "/responses", body);
        return api.items(conversation).getFirst().path("content");
    }

    @Test
    void theContextBehindATextIsNotShown() {
        api.say("form-text", "/say ok\n\n" + CONTEXT);
        assertThat(api.items("form-text").getFirst().path("content").asString()).isEqualTo("/say ok");
    }

    @Test
    void theContextWithinABlockIsNotShown() {
        JsonNode content = shown("form-block", "/say ok\n\n" + CONTEXT);
        assertThat(content.findValuesAsString("text")).containsExactly("/say ok");
        assertThat(content.path(0).path("type").asString()).isEqualTo("input_text");
    }

    @Test
    void aBlockOfNothingButContextAndWhatFollowsItAreNotShown() {
        JsonNode content = shown("form-blocks", "/say ok", CONTEXT, "more of the context");
        assertThat(content.findValuesAsString("text")).containsExactly("/say ok");
    }

    @Test
    void blocksWithoutContextAreShownAsTheyCame() {
        assertThat(shown("form-none", "/say ok", "[connect] nothing").findValuesAsString("text"))
                .containsExactly("/say ok", "[connect] nothing");
    }
}
