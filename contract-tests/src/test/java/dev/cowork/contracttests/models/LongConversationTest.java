package dev.cowork.contracttests.models;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cowork.contracttests.server.Api;
import dev.cowork.contracttests.server.ServerProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Catches: what a conversation loses because it is long. The model that sums it up here forgets everything. */
class LongConversationTest {

    private static final int TURNS = 400;
    private static final int WINDOW = 30_000;
    private static final int BYTES_PER_TOKEN = 3;
    private static final String FILLER =
            " We talk about this and that for a while, and nothing of it needs to be known later on.";

    private final List<String> planted = new ArrayList<>();

    /** A message, and in some of them a path, an id or a promise that stands nowhere else. */
    private String message(int turn) {
        String fact = switch (turn % 10) {
            case 1 -> "reports/region-" + turn + "/summary.xlsx";
            case 4 -> "INV-2026-" + (1000 + turn);
            case 7 -> "I will send list number " + turn + " before Friday.";
            default -> "";
        };
        if (!fact.isEmpty()) {
            planted.add(fact);
        }
        return FILLER.strip() + " " + fact + FILLER;
    }

    private static Map<String, String> settings(ModelServer model) {
        Map<String, String> settings = new HashMap<>(ModelSettings.of(model.url(), "scripted", "sk-long"));
        settings.put("openai_compatible_context_window", String.valueOf(WINDOW));
        return settings;
    }

    private static boolean sumsUp(JsonNode request) {
        return request.path("messages").get(0).path("content").asString().startsWith("You keep the record");
    }

    private static ModelServer.Script answer(JsonNode request) {
        String text = sumsUp(request) ? "They talked." : "Good." + FILLER;
        return ModelServer.stream(List.of(ModelServer.text(text), ModelServer.finish("stop"), "[DONE]"));
    }

    @Test
    void fourHundredTurnsLoseNoPathIdOrPromiseAndAllOfThemCanBeRead() throws IOException {
        try (ModelServer model = new ModelServer().otherwise(LongConversationTest::answer);
                ServerProcess server = ServerProcess.start()) {
            Api api = server.api();
            api.settings(settings(model));
            List<String> said = new ArrayList<>();
            for (int turn = 0; turn < TURNS; turn++) {
                said.add(message(turn));
                assertThat(api.say("long", said.getLast()).path("status").asString())
                        .isEqualTo("completed");
            }
            List<JsonNode> asked = model.requests().stream()
                    .filter(request -> !sumsUp(request))
                    .toList();
            assertThat(asked).hasSize(TURNS);
            assertThat(asked).allMatch(LongConversationTest::fits);
            String last = asked.getLast().path("messages").toString();
            assertThat(planted).hasSize(120).allMatch(last::contains);
            assertThat(last).contains("They talked.");

            List<JsonNode> rows = api.items("long");
            assertThat(rows).hasSize(2 * TURNS);
            assertThat(rows.stream().filter(row -> row.path("role").asString().equals("user")))
                    .extracting(row -> row.path("content").asString())
                    .isEqualTo(said);
            assertThat(compactions(rows)).isGreaterThanOrEqualTo(2);
            assertBeginningsStayTheSame(asked, compactions(rows));
        }
    }

    private static boolean fits(JsonNode request) {
        return request.toString().getBytes(StandardCharsets.UTF_8).length < WINDOW * BYTES_PER_TOKEN * 0.8;
    }

    private static long compactions(List<JsonNode> rows) {
        return rows.stream()
                .flatMap(row -> row.path("events").valueStream())
                .filter(event -> event.path("thought_role").asString("").equals("thought.context_compacted"))
                .count();
    }

    /** Providers cache what a request has in common with the one before; only a compaction may cost that. */
    private static void assertBeginningsStayTheSame(List<JsonNode> asked, long compactions) {
        long broken = 0;
        for (int i = 1; i < asked.size(); i++) {
            List<JsonNode> before = messages(asked.get(i - 1));
            List<JsonNode> after = messages(asked.get(i));
            broken += after.size() > before.size()
                            && after.subList(0, before.size()).equals(before)
                    ? 0
                    : 1;
            assertThat(after.getFirst()).isEqualTo(before.getFirst());
            assertThat(asked.get(i).path("tools")).isEqualTo(asked.get(0).path("tools"));
        }
        assertThat(broken).isEqualTo(compactions);
    }

    private static List<JsonNode> messages(JsonNode request) {
        return request.path("messages").valueStream().toList();
    }
}
