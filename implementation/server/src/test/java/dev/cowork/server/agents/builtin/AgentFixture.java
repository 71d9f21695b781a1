package dev.cowork.server.agents.builtin;

import static dev.cowork.server.models.TestItems.user;

import dev.cowork.server.agent.Agent;
import dev.cowork.server.agent.Item;
import dev.cowork.server.agent.PastEvent;
import dev.cowork.server.agent.Permits;
import dev.cowork.server.agent.Tool;
import dev.cowork.server.agent.ToolCall;
import dev.cowork.server.agent.ToolResult;
import dev.cowork.server.agent.TurnContext;
import dev.cowork.server.agent.TurnEvent;
import dev.cowork.server.agent.TurnOptions;
import dev.cowork.server.agent.Verdict;
import dev.cowork.server.models.ScriptedChatServer;
import dev.cowork.server.models.TestModels;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The real agent in front of a scripted model server. */
abstract class AgentFixture {

    final Map<String, String> settings = new HashMap<>();
    final ScriptedChatServer server = ScriptedChatServer.start();
    final List<Item> history = new ArrayList<>();
    final List<Tool> tools = new ArrayList<>();
    final Sinks.Empty<Void> stop = Sinks.empty();
    Permits permits = tool -> Mono.just(access -> Verdict.ALLOW);
    TurnOptions options = TurnOptions.NONE;

    private final AnnotationConfigApplicationContext context = TestModels.context(
            settings, false, "dev.cowork.server.models", "dev.cowork.server.agents", "dev.cowork.server.platform.ids");

    /** A tool that does what a function says. */
    record Scripted(String name, boolean readOnly, Function<ToolCall, Mono<ToolResult>> work) implements Tool {
        @Override
        public String description() {
            return "Does what the test says.";
        }

        @Override
        public JsonNode parameters() {
            return JsonMapper.shared().createObjectNode().put("type", "object");
        }

        @Override
        public Mono<ToolResult> call(ToolCall call) {
            return work.apply(call);
        }
    }

    @AfterEach
    void close() {
        context.close();
        server.close();
    }

    Agent agent() {
        return context.getBean(Agent.class);
    }

    /** From now on turns are answered by the scripted server. */
    void useServer() {
        settings.put("planning_provider", "openai_compatible");
        settings.put("openai_base_url", server.base());
        settings.put("planning_model", "small");
    }

    Flux<TurnEvent> turn(String message) {
        return agent().run(context(List.of(user("resp_now", message))));
    }

    /** Goes on with a turn that has waited. */
    List<TurnEvent> resumed(List<Item> soFar, TurnEvent.Answered... answers) {
        return resumed(soFar, List.of(), answers);
    }

    /** Goes on with a turn of which this is the log so far. */
    List<TurnEvent> resumed(List<Item> soFar, List<PastEvent> past, TurnEvent.Answered... answers) {
        return agent().resume(context(soFar), List.of(answers), Flux.fromIterable(past))
                .collectList()
                .block(Duration.ofSeconds(20));
    }

    private TurnContext context(List<Item> input) {
        return new TurnContext(
                "local",
                "conv_1",
                "resp_now",
                Path.of("/tmp/nowhere"),
                null,
                null,
                options,
                null,
                List.copyOf(history),
                input,
                "item_answer",
                List.copyOf(tools),
                permits,
                stop.asMono());
    }

    List<TurnEvent> run(String message) {
        return turn(message).collectList().block(Duration.ofSeconds(20));
    }

    /** The messages of a request, without the system prompt. */
    List<JsonNode> asked(int request) {
        return server.seen()
                .get(request)
                .body()
                .path("messages")
                .valueStream()
                .skip(1)
                .toList();
    }

    /** The text of the last message of a request. */
    String askedLast(int request) {
        return asked(request).getLast().path("content").asString();
    }

    /** All that was said to the person. */
    static String said(List<TurnEvent> events) {
        return only(events, TurnEvent.TextDelta.class).stream()
                .map(TurnEvent.TextDelta::delta)
                .collect(Collectors.joining());
    }

    static <T extends TurnEvent> List<T> only(List<TurnEvent> events, Class<T> type) {
        return events.stream().filter(type::isInstance).map(type::cast).toList();
    }
}
