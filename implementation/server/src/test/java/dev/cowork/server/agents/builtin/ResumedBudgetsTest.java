package dev.cowork.server.agents.builtin;

import static dev.cowork.server.models.ScriptedChatServer.events;
import static dev.cowork.server.models.ScriptedChatServer.finish;
import static dev.cowork.server.models.ScriptedChatServer.text;
import static dev.cowork.server.models.ScriptedChatServer.toolCall;
import static dev.cowork.server.models.TestItems.call;
import static dev.cowork.server.models.TestItems.output;
import static dev.cowork.server.models.TestItems.user;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cowork.server.agent.Access;
import dev.cowork.server.agent.Decision;
import dev.cowork.server.agent.Item;
import dev.cowork.server.agent.PastEvent;
import dev.cowork.server.agent.ToolResult;
import dev.cowork.server.agent.TurnEvent;
import dev.cowork.server.agent.TurnOptions;
import dev.cowork.server.agent.Verdict;
import dev.cowork.server.models.ScriptedChatServer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

/** Bug class: a turn that may use all of its budget once more because it has asked something. */
class ResumedBudgetsTest extends AgentFixture {

    private final AtomicInteger count = new AtomicInteger();
    private List<TurnEvent> before = List.of();

    @BeforeEach
    void twoTools() {
        useServer();
        for (String name : List.of("look", "guarded")) {
            tools.add(new Scripted(
                    name,
                    true,
                    call -> Mono.fromSupplier(() -> ToolResult.done("found " + count.incrementAndGet(), "."))));
        }
        permits = tool -> Mono.just(access -> tool.name().equals("guarded") ? Verdict.ASK : Verdict.ALLOW);
    }

    private static String usage(int read, int written) {
        return "{\"id\":\"u\",\"choices\":[],\"usage\":{\"prompt_tokens\":" + read + ",\"completion_tokens\":" + written
                + "}}";
    }

    /** One round, then a call that needs leave; what comes behind the answer. */
    private void asksAfterARound(ScriptedChatServer.Script... behind) {
        server.then(events(toolCall(0, "a", "look", "{}"), finish("tool_calls"), usage(10, 40)))
                .then(events(toolCall(0, "b", "guarded", "{}"), finish("tool_calls"), usage(10, 40)));
        asks(behind);
    }

    private void asks(ScriptedChatServer.Script... behind) {
        List.of(behind).forEach(server::then);
        before = run("go");
        assertThat(only(before, TurnEvent.ApprovalAsked.class)).hasSize(1);
    }

    private List<TurnEvent> goesOn() {
        List<Item> soFar = new ArrayList<>(List.of(user("resp_now", "go")));
        for (TurnEvent event : before) {
            switch (event) {
                case TurnEvent.ToolCallReady ready -> soFar.add(made(ready));
                case TurnEvent.ToolCallFinished done -> soFar.add(output("resp_now", done.callId(), done.output()));
                default -> {}
            }
        }
        List<PastEvent> past = new ArrayList<>(List.of(new PastEvent(new TurnEvent.Started("small"), 1)));
        before.forEach(event -> past.add(new PastEvent(event, 2)));
        return resumed(soFar, past, new TurnEvent.ApprovalGiven("ask_1", "b", Decision.ALLOW, Access.run("guarded")));
    }

    private static Item made(TurnEvent.ToolCallReady ready) {
        Item call = call("resp_now", ready.callId(), ready.name(), ready.arguments());
        return new Item(
                call.id(),
                call.turnId(),
                1,
                call.type(),
                call.role(),
                call.status(),
                "small",
                call.content(),
                "",
                null,
                0);
    }

    @Test
    void rounds_of_before_and_the_one_that_asked_count() {
        settings.put("max_tool_rounds", "3");
        asksAfterARound(
                events(toolCall(0, "c", "look", "{}"), finish("tool_calls")),
                events(text("That was all."), finish("stop")));

        List<TurnEvent> events = goesOn();

        assertThat(server.seen()).hasSize(4);
        assertThat(server.seen().get(2).body().has("tools")).isTrue();
        assertThat(server.seen().get(3).body().has("tools")).isFalse();
        assertThat(events.getLast()).isEqualTo(new TurnEvent.LimitReached("round_cap"));
    }

    @Test
    void tokens_of_before_count() {
        settings.put("max_turn_tokens", "1000000");
        server.then(events(toolCall(0, "b", "guarded", "{}"), finish("tool_calls"), usage(600_000, 10)));
        asks(events(text("That was all."), finish("stop")));

        assertThat(goesOn().getLast()).isEqualTo(new TurnEvent.LimitReached("spend_ceiling"));
        assertThat(server.seen()).hasSize(2);
    }

    @Test
    void the_limit_of_the_request_is_for_all_answers_together() {
        options = new TurnOptions(null, 100, null, List.of(), true);
        asksAfterARound(events(text("What is left."), finish("stop"), usage(10, 5)));

        goesOn();

        assertThat(server.seen().get(2).body().path("max_tokens").asInt()).isEqualTo(20);
    }

    @Test
    void what_a_compaction_has_cost_is_not_taken_from_the_limit_of_the_request() {
        options = new TurnOptions(null, 100, null, List.of(), true);
        asksAfterARound(events(text("What is left."), finish("stop"), usage(10, 5)));
        List<TurnEvent> log = new ArrayList<>(before);
        log.addAll(
                0,
                List.of(
                        new TurnEvent.Progress("context", "Summing up."),
                        new TurnEvent.Usage("p", "m", null, 1L, null, null, 30L, null),
                        new TurnEvent.Usage("p", "m", null, 1L, null, null, 30L, null),
                        new TurnEvent.ContextCompacted("item_c", "summary", "item_1", 3, "", "Shorter.", "m")));
        before = log;

        goesOn();

        assertThat(server.seen().get(2).body().path("max_tokens").asInt()).isEqualTo(20);
    }

    @Test
    void calls_that_were_cut_off_count_also_the_one_beside_the_call_that_asked() {
        for (int i = 0; i < 2; i++) {
            server.then(events(toolCall(0, "cut" + i, "look", "{\"x\":\"lon"), finish("length")));
        }
        server.then(
                events(toolCall(0, "b", "guarded", "{}"), toolCall(1, "c", "look", "{\"x\":\"lon"), finish("length")));
        asks(events(text("That was all."), finish("stop")));

        List<TurnEvent> events = goesOn();

        assertThat(events.getLast()).isEqualTo(new TurnEvent.LimitReached(Limit.CUT.code()));
        assertThat(server.seen()).hasSize(4);
        assertThat(count).as("the call that was allowed").hasValue(1);
    }

    @Test
    void answers_that_went_on_count() {
        settings.put("max_continuations", "1");
        server.then(events(text("First ha"), finish("length")))
                .then(events(text("lf."), toolCall(0, "b", "guarded", "{}"), finish("tool_calls")));
        asks(events(text("Second ha"), finish("length")), events(text("lf."), finish("stop")));

        List<TurnEvent> events = goesOn();

        assertThat(said(events)).isEqualTo("Second ha");
        assertThat(server.seen()).hasSize(3);
    }
}
