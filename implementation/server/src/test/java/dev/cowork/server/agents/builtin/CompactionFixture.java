package dev.cowork.server.agents.builtin;

import static dev.cowork.server.models.ScriptedChatServer.events;
import static dev.cowork.server.models.ScriptedChatServer.finish;
import static dev.cowork.server.models.ScriptedChatServer.text;
import static dev.cowork.server.models.TestItems.assistant;
import static dev.cowork.server.models.TestItems.user;

import dev.cowork.server.agent.TurnEvent;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import tools.jackson.databind.JsonNode;

/** A conversation that does not fit its window. */
abstract class CompactionFixture extends AgentFixture {

    static final String RECORD = "They renamed the report.";

    @BeforeEach
    void aSmallWindow() {
        useServer();
        settings.put("openai_compatible_context_window", "8000");
    }

    /** About 6,000 tokens of talk, with some things in it that must not be lost. */
    final void longTalk() {
        for (int i = 0; i < 40; i++) {
            history.add(user("resp_" + i, "Tell me about step " + i + ". " + "It goes on and on. ".repeat(10)));
            history.add(assistant("resp_" + i, "Step " + i + " is fine. " + "There is more of it. ".repeat(10)));
        }
        history.set(4, user("resp_2", "The file is reports/2026/final-draft.xlsx, order INV-2026-0917."));
        history.set(7, assistant("resp_3", "I will send the numbers before Friday."));
    }

    final void answers(String... answers) {
        for (String answer : answers) {
            server.then(events(text(answer), finish("stop")));
        }
    }

    /** The requests for the record, or those for the answers. */
    final List<List<JsonNode>> asked(boolean forRecord) {
        return IntStream.range(0, server.seen().size())
                .filter(i -> server.seen()
                                .get(i)
                                .body()
                                .path("messages")
                                .get(0)
                                .path("content")
                                .asString()
                                .startsWith("You keep the record")
                        == forRecord)
                .mapToObj(this::asked)
                .toList();
    }

    static TurnEvent.ContextCompacted compaction(List<TurnEvent> events) {
        return only(events, TurnEvent.ContextCompacted.class).getFirst();
    }
}
