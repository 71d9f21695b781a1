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
import dev.cowork.server.agent.ToolResult;
import dev.cowork.server.agent.TurnEvent;
import dev.cowork.server.agent.TurnOptions;
import dev.cowork.server.agent.Verdict;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;

/** Bug class: of several calls one that runs before its turn, twice, or never, because another one waits for the person. */
class WaitingCallsTest extends AgentFixture {

    private final List<String> ran = new ArrayList<>();

    private void tool(String name, boolean readOnly) {
        tools.add(new Scripted(
                name,
                readOnly,
                call -> Mono.fromSupplier(() -> {
                    ran.add(call.callId());
                    return ToolResult.done("out of " + call.callId(), "fine");
                })));
    }

    /** Three calls: the one in the middle needs leave. */
    private void threeCalls(boolean readOnly) {
        useServer();
        tool("free", readOnly);
        tool("guarded", readOnly);
        permits = tool -> Mono.just(access -> tool.name().equals("guarded") ? Verdict.ASK : Verdict.ALLOW);
        server.then(events(
                        toolCall(0, "a", "free", "{}"),
                        toolCall(1, "b", "guarded", "{}"),
                        toolCall(2, "c", "free", "{}"),
                        finish("tool_calls")))
                .then(events(text("Done."), finish("stop")));
    }

    private static List<Item> soFar(Item... more) {
        List<Item> items = new ArrayList<>(
                List.of(user("resp_now", "go"), made("a", "free"), made("b", "guarded"), made("c", "free")));
        items.addAll(List.of(more));
        return items;
    }

    /** A call that a model has made. */
    private static Item made(String callId, String name) {
        Item call = call("resp_now", callId, name, "{}");
        return new Item(
                call.id(),
                call.turnId(),
                call.position(),
                call.type(),
                call.role(),
                call.status(),
                "small",
                call.content(),
                call.text(),
                null,
                0);
    }

    private static TurnEvent.Answered decided(String callId, Decision decision) {
        return new TurnEvent.ApprovalGiven("ask_" + callId, callId, decision, Access.write(""));
    }

    @Test
    void calls_behind_one_that_asks_wait_when_they_run_one_after_the_other() {
        threeCalls(false);

        List<TurnEvent> events = run("go");

        assertThat(ran).containsExactly("a");
        assertThat(events.getLast()).isInstanceOfSatisfying(TurnEvent.ApprovalAsked.class, asked -> {
            assertThat(asked.callId()).isEqualTo("b");
            assertThat(asked.access()).isEqualTo(Access.write(""));
            assertThat(asked.questionId()).startsWith("ask_");
        });
        assertThat(server.seen()).hasSize(1);
    }

    @Test
    void calls_beside_one_that_asks_run_when_they_change_nothing() {
        threeCalls(true);

        List<TurnEvent> events = run("go");

        assertThat(ran).doesNotContain("b").contains("a");
        assertThat(only(events, TurnEvent.ApprovalAsked.class)).hasSize(1);
    }

    @Test
    void only_one_of_several_asks_at_a_time() {
        threeCalls(true);
        permits = tool -> Mono.just(access -> Verdict.ASK);

        assertThat(only(run("go"), TurnEvent.ApprovalAsked.class)).hasSize(1);
        assertThat(ran).isEmpty();
    }

    @Test
    void after_the_answer_what_has_run_does_not_run_again_and_the_rest_does() {
        threeCalls(false);
        run("go");
        ran.clear();

        List<TurnEvent> events = resumed(soFar(output("resp_now", "a", "out of a")), decided("b", Decision.ALLOW));

        assertThat(ran).containsExactly("b", "c");
        assertThat(only(events, TurnEvent.ToolCallFinished.class))
                .extracting(TurnEvent.ToolCallFinished::callId)
                .containsExactly("b", "c");
        assertThat(only(events, TurnEvent.ToolCallReady.class)).isEmpty();
        JsonNode second = server.seen().get(1).body().path("messages");
        assertThat(second.get(2).path("tool_calls")).hasSize(3);
        assertThat(List.of(second.get(3), second.get(4), second.get(5)))
                .extracting(message -> message.path("content").asString())
                .containsExactly("out of a", "out of b", "out of c");
    }

    @Test
    void a_refusal_is_read_by_the_model_and_the_calls_behind_it_run() {
        threeCalls(false);
        run("go");
        ran.clear();

        resumed(soFar(output("resp_now", "a", "out of a")), decided("b", Decision.DENY));

        assertThat(ran).containsExactly("c");
        assertThat(server.seen()
                        .get(1)
                        .body()
                        .path("messages")
                        .get(4)
                        .path("content")
                        .asString())
                .contains("did not allow");
    }

    @Test
    void leave_for_one_call_is_no_leave_for_another() {
        threeCalls(false);
        run("go");
        ran.clear();
        List<Item> soFar = soFar(output("resp_now", "a", "out of a"));
        soFar.set(3, made("c", "guarded"));

        List<TurnEvent> events = resumed(soFar, decided("b", Decision.ALLOW));

        assertThat(ran).containsExactly("b");
        assertThat(only(events, TurnEvent.ApprovalAsked.class))
                .singleElement()
                .extracting(TurnEvent.Asked::callId)
                .isEqualTo("c");
    }

    @Test
    void leave_for_a_call_is_none_for_a_later_one_to_which_the_model_gives_the_same_id() {
        useServer();
        tool("guarded", false);
        permits = tool -> Mono.just(access -> Verdict.ASK);
        server.then(events(toolCall(0, "b", "guarded", "{}"), finish("tool_calls")))
                .then(events(text("Done."), finish("stop")));

        List<TurnEvent> events =
                resumed(List.of(user("resp_now", "go"), made("b", "guarded")), decided("b", Decision.ALLOW));

        assertThat(ran).containsExactly("b");
        assertThat(only(events, TurnEvent.ApprovalAsked.class))
                .singleElement()
                .extracting(TurnEvent.Asked::callId)
                .isNotEqualTo("b");
    }

    @Test
    void what_goes_on_keeps_the_places_of_what_was_said_before() {
        threeCalls(false);
        run("go");

        List<TurnEvent> events = resumed(soFar(output("resp_now", "a", "out of a")), decided("b", Decision.ALLOW));

        assertThat(only(events, TurnEvent.MessageFinished.class))
                .singleElement()
                .satisfies(message -> {
                    assertThat(message.outputIndex()).isEqualTo(3);
                    assertThat(message.itemId()).isEqualTo("item_answer");
                });
    }

    @Test
    void a_rule_that_denies_is_read_by_the_model_at_once() {
        threeCalls(false);
        permits = tool -> Mono.just(access -> tool.name().equals("guarded") ? Verdict.DENY : Verdict.ALLOW);

        List<TurnEvent> events = run("go");

        assertThat(ran).containsExactly("a", "c");
        assertThat(only(events, TurnEvent.ToolCallFinished.class).get(1)).satisfies(refused -> {
            assertThat(refused.ok()).isFalse();
            assertThat(refused.output()).contains("rules of the person");
        });
    }

    @Test
    void where_nobody_can_answer_what_would_ask_is_refused() {
        threeCalls(false);
        options = new TurnOptions(null, null, null, List.of(), false);

        List<TurnEvent> events = run("go");

        assertThat(ran).containsExactly("a", "c");
        assertThat(only(events, TurnEvent.ApprovalAsked.class)).isEmpty();
        assertThat(server.seen()
                        .get(1)
                        .body()
                        .path("messages")
                        .get(4)
                        .path("content")
                        .asString())
                .contains("Nobody is there to allow this.");
    }
}
