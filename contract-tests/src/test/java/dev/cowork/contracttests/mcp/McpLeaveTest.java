package dev.cowork.contracttests.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cowork.contracttests.contracts.Bundle;
import dev.cowork.contracttests.schema.StrictSchemas;
import dev.cowork.contracttests.server.Api;
import dev.cowork.contracttests.server.ServedBundle;
import dev.cowork.contracttests.stream.Frame;
import dev.cowork.contracttests.stream.Frames;
import dev.cowork.contracttests.stream.StrictReader;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

/** Catches: a program of a project that runs though nobody has allowed it, and leave that is lost, or taken for another. */
class McpLeaveTest extends McpServersFixture {

    @Test
    void nothingIsStartedThatNobodyHasAllowed() throws IOException {
        server.close();
        start(Map.of());
        configure("evil", program("touch", "started"));

        assertThat(turn("plain", "/say hello")).contains("nobody has allowed it yet: the MCP server evil");
        assertThat(turn("plain", "/tool start_mcp_server {\"server\":\"evil\"}"))
                .contains("Nobody is there to allow this");
        assertThat(project.resolve("started")).doesNotExist();
    }

    @Test
    void aPersonAllowsAServerAfterReadingItsCommand() throws IOException {
        server.close();
        start(Map.of());
        configure("everything", everything());
        StrictSchemas schemas = new StrictSchemas(ServedBundle.of(server.base()));
        try (StrictReader turn = StrictReader.open(
                server.base(), Api.turn("asked", "/tool start_mcp_server {\"server\":\"everything\"}"), schemas)) {
            Frame asked = turn.until(frame -> frame.type().equals("response.ask_user"));
            assertThat(asked.data().path("target").asString())
                    .startsWith("start everything: node ")
                    .contains("server-everything");
            assertThat(children()).isEmpty();
            ObjectNode answer = Bundle.JSON
                    .createObjectNode()
                    .put("question_id", asked.data().path("question_id").asString())
                    .put("decision", "allow")
                    .put("remember", true);
            server.api().call("POST", "/responses/answer", answer);

            assertThat(Frames.texts(turn.rest()).toString()).contains("The MCP server everything runs", "get-sum");
        }
        server.kill9();
        server = server.restart();

        assertThat(turn("remembered", "/tool mcp__everything__echo {\"message\":\"hello\"}"))
                .as("the server was started; its tools ask for themselves")
                .contains("Nobody is there to allow this");
        ObjectNode changed = everything();
        changed.putObject("env").put("NODE_OPTIONS", "--require ./evil.js");
        configure("everything", changed);
        assertThat(turn("changed", "/say hello")).contains("nobody has allowed it yet");
    }

    private void allowOnce(Frame asked) {
        server.api()
                .call(
                        "POST",
                        "/responses/answer",
                        Bundle.JSON
                                .createObjectNode()
                                .put(
                                        "question_id",
                                        asked.data().path("question_id").asString())
                                .put("decision", "allow"));
    }

    private static boolean asks(Frame frame) {
        return frame.type().equals("response.ask_user");
    }

    @Test
    void leaveForOnceBringsTheToolsForTheRestOfTheTurnAlsoThroughAKill() throws IOException {
        server.close();
        start(Map.of());
        configure("everything", everything());
        StrictSchemas schemas = new StrictSchemas(ServedBundle.of(server.base()));
        String steps = "/tool start_mcp_server {\"server\":\"everything\"}\n"
                + "/tool mcp__everything__echo {\"message\":\"in the same turn\"}\n"
                + "/tool mcp__everything__get-sum {\"a\":20,\"b\":22}";
        Frame last;
        try (StrictReader turn = StrictReader.open(server.base(), Api.turn("once", steps), schemas)) {
            allowOnce(turn.until(McpLeaveTest::asks));
            allowOnce(turn.until(McpLeaveTest::asks));
            last = turn.until(McpLeaveTest::asks);
            assertThat(Frames.texts(turn.acknowledged()).toString()).contains("Echo: in the same turn");
        }
        server.kill9();
        server = server.restart();

        allowOnce(last);
        try (StrictReader turn = StrictReader.open(server.base(), Api.tail(last.responseId(), 0), schemas)) {
            assertThat(Frames.texts(turn.rest()).toString()).contains("The sum of 20 and 22 is 42");
        }

        assertThat(turn("once", "/tool mcp__everything__echo {\"message\":\"hello\"}"))
                .as("the next turn")
                .contains("nobody has allowed it yet: the MCP server everything", "There is no tool");
    }
}
