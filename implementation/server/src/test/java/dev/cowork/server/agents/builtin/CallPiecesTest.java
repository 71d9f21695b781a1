package dev.cowork.server.agents.builtin;

import static dev.cowork.server.models.ScriptedChatServer.events;
import static dev.cowork.server.models.ScriptedChatServer.finish;
import static dev.cowork.server.models.ScriptedChatServer.text;
import static dev.cowork.server.models.ScriptedChatServer.toolCall;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cowork.server.agent.ToolResult;
import dev.cowork.server.agent.TurnEvent;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

/** Catches: a tool that is run with arguments that the model has not written so. */
class CallPiecesTest extends AgentFixture {

    @BeforeEach
    void aToolThatTellsItsArguments() {
        useServer();
        tools.add(new Scripted(
                "one", true, call -> Mono.just(ToolResult.done(call.callId() + " has " + call.arguments(), "."))));
    }

    @Test
    void the_pieces_of_calls_that_are_written_in_turn_stay_apart_and_in_their_order() {
        server.then(events(
                        toolCall(0, "a", "one", "{\"x\""),
                        toolCall(1, "b", "one", "{\"x\""),
                        toolCall(0, null, null, ":1"),
                        toolCall(1, null, null, ":2"),
                        toolCall(0, null, null, "0}"),
                        toolCall(1, null, null, "0}"),
                        finish("tool_calls")))
                .then(events(text("Done."), finish("stop")));
        assertThat(only(run("go"), TurnEvent.ToolCallFinished.class))
                .extracting(TurnEvent.ToolCallFinished::output)
                .containsExactlyInAnyOrder("a has {\"x\":10}", "b has {\"x\":20}");
    }
}
