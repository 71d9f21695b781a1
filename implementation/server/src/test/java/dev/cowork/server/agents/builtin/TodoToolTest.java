package dev.cowork.server.agents.builtin;

import static dev.cowork.server.models.ScriptedChatServer.events;
import static dev.cowork.server.models.ScriptedChatServer.finish;
import static dev.cowork.server.models.ScriptedChatServer.text;
import static dev.cowork.server.models.ScriptedChatServer.toolCall;
import static dev.cowork.server.models.TestItems.call;
import static dev.cowork.server.models.TestItems.output;
import static dev.cowork.server.models.TestItems.user;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cowork.server.agent.ToolResult;
import dev.cowork.server.agent.TurnEvent;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

class TodoToolTest extends AgentFixture {

    private static final String LIST = "{\"items\":[{\"text\":\"Read it\",\"status\":\"completed\"},"
            + "{\"text\":\"Sum  it\\nup\",\"status\":\"in_progress\"},{\"text\":\"Send it\",\"status\":\"pending\"}]}";
    private static final String SHOWN = "1. [x] Read it\n2. [>] Sum it up\n3. [ ] Send it";

    @BeforeEach
    void tools() {
        useServer();
        tools.add(new TodoTool());
        tools.add(new Scripted("look", true, call -> Mono.just(ToolResult.done("seen", "seen"))));
    }

    private List<TurnEvent> planLookAndAnswer() {
        server.then(events(toolCall(0, "a", "todo", LIST), finish("tool_calls")))
                .then(events(toolCall(0, "b", "look", "{}"), finish("tool_calls")))
                .then(events(text("Done."), finish("stop")));
        return run("go");
    }

    @Test
    void the_person_sees_the_list_and_how_far_it_is() {
        List<TurnEvent> events = planLookAndAnswer();
        var done = only(events, TurnEvent.ToolCallFinished.class).getFirst();
        assertThat(done.output()).isEqualTo(SHOWN);
        assertThat(done.summary()).isEqualTo("1 of 3 done; now: Sum it up");
        assertThat(done.label()).isEqualTo("Plan: 1 of 3 done; now: Sum it up");
    }

    @Test
    void the_model_is_reminded_of_it_in_each_round_but_not_right_behind_it() {
        planLookAndAnswer();
        assertThat(askedLast(1)).isEqualTo(SHOWN);
        assertThat(askedLast(2)).startsWith("seen").contains("Your to-do list:\n" + SHOWN);
    }

    @Test
    void the_next_turn_is_reminded_of_what_is_left() {
        history.add(user("resp_1", "go"));
        history.add(call("resp_1", "a", "todo", LIST));
        history.add(output("resp_1", "a", SHOWN));
        server.then(events(text("Yes."), finish("stop")));
        run("go on");
        assertThat(askedLast(0)).startsWith("go on").contains(SHOWN);
    }

    @Test
    void a_list_that_is_done_is_no_reminder() {
        history.add(call(
                "resp_1", "a", "todo", LIST.replace("in_progress", "completed").replace("pending", "completed")));
        history.add(output("resp_1", "a", "all done"));
        server.then(events(text("Yes."), finish("stop")));
        run("go on");
        assertThat(askedLast(0)).isEqualTo("go on");
    }

    @Nested
    class Refused {

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "{}",
                    "{\"items\":3}",
                    "{\"items\":[\"Read it\"]}",
                    "{\"items\":[{\"text\":\"\",\"status\":\"pending\"}]}",
                    "{\"items\":[{\"text\":\"Read it\",\"status\":\"soon\"}]}"
                })
        void is_what_is_no_list(String arguments) {
            assertThat(TodoList.of(JsonMapper.shared().readTree(arguments))).isNull();
        }

        @Test
        void is_a_list_without_end() {
            String entry = "{\"text\":\"Read it\",\"status\":\"pending\"}";
            String most = String.join(",", java.util.Collections.nCopies(TodoList.MOST, entry));
            assertThat(TodoList.of(JsonMapper.shared().readTree("{\"items\":[" + most + "]}")))
                    .isNotNull();
            assertThat(TodoList.of(JsonMapper.shared().readTree("{\"items\":[" + most + "," + entry + "]}")))
                    .isNull();
        }
    }
}
