package dev.cowork.contracttests.models;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cowork.contracttests.server.Api;
import dev.cowork.contracttests.stream.Frame;
import dev.cowork.contracttests.stream.Frames;
import dev.cowork.modelstub.ModelStub;
import dev.cowork.modelstub.ModelStubOptions;
import dev.cowork.modelstub.RecordedRequest;
import java.nio.file.Files;
import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Catches: a dialect in which tools, reasoning, usage or a conversation that was cut off do not survive the way to the model. */
class DialectTest extends DialectFixture {

    private static String reasoning(List<Frame> frames) {
        return frames.stream()
                .filter(frame -> frame.data().path("subtype").asString("").equals("reasoning"))
                .map(frame -> frame.data().path("content").asString())
                .collect(Collectors.joining());
    }

    @ParameterizedTest
    @EnumSource
    void aTurnReadsAFileWritesAnotherThinksAndCounts(Spoken spoken) throws Exception {
        speak(spoken);
        Files.writeString(project().resolve("sales.csv"), "month,amount\nMay,17\nJune,25\n");

        List<Frame> frames = turn("csv", """
                Add the numbers up.
                !think The numbers first.
                !say Reading.
                !usage 500 60 200
                !tool read_file {"path": "sales.csv"}
                !think Now the sum.
                !usage 700 70 300
                !tool write_file {"path": "summary.md", "content": "Total: 42"}
                !think That is all.
                !usage 800 80
                !say It is 42.""");

        assertThat(project().resolve("summary.md")).hasContent("Total: 42");
        assertThat(Frames.text(frames)).isEqualTo("Reading.It is 42.");
        assertThat(reasoning(frames)).isEqualTo("The numbers first.Now the sum.That is all.");
        assertThat(Frames.last(frames).type()).isEqualTo("response.completed");
        assertThat(asked())
                .extracting(RecordedRequest::dialect)
                .containsOnly(spoken.dialect())
                .hasSize(3);
        assertThat(asked()).extracting(RecordedRequest::status).containsOnly(200);
        assertThat(spoken.outputs(asked().getLast().body()).getFirst()).contains("May,17");
        assertThat(usage(frames)).containsExactly("300 200 60", "400 300 70", "800 0 80");
        var total = Frames.last(frames).data().at("/response/usage");
        assertThat(total.path("input_tokens").asInt()).isEqualTo(2_000);
        assertThat(total.at("/input_tokens_details/cached_tokens").asInt()).isEqualTo(500);
        assertThat(total.path("output_tokens").asInt()).isEqualTo(210);
        assertThat(total.at("/output_tokens_details/reasoning_tokens").asInt()).isPositive();

        turn("csv", "!say Goodbye.");
        assertThat(spoken.seals(asked().get(2).body())).hasSize(2);
        assertThat(spoken.seals(asked().getLast().body()))
                .as("what goes back is kept for later turns")
                .hasSize(3)
                .startsWith(spoken.seals(asked().get(2).body()).toArray(String[]::new));
        assertThat(asked().getLast().status()).isEqualTo(200);
    }

    /** The stub remembers what was marked and looks no further than the provider does; no directive says any of these figures. */
    @Test
    void whatWasReadUpToACachePointIsReadFromTheCacheInTheNextCallAndInTheNextTurn() throws Exception {
        speak(Spoken.ANTHROPIC);
        String farApart = "!parallel\n" + "!tool list_files {}\n".repeat(25) + "!say There is nothing.";
        List<long[]> calls = new ArrayList<>();
        for (String input : List.of(farApart, "!say Still nothing.", "!think Hm.\n!say Nothing.", "!say No.")) {
            calls.addAll(cached(turn("cached", input)));
        }

        assertThat(calls).hasSize(5);
        assertThat(calls.getFirst()).as("read, written, neither").satisfies(first -> {
            assertThat(first[0]).isZero();
            assertThat(first[1]).isPositive();
        });
        for (int i = 1; i < calls.size(); i++) {
            long[] before = calls.get(i - 1);
            assertThat(calls.get(i)[0])
                    .as("all that stood before the last mark of call %d", i)
                    .isEqualTo(before[0] + before[1]);
            assertThat(calls.get(i)[1]).isPositive();
        }
        assertThat(calls).allSatisfy(call -> assertThat(call[2]).isZero());
    }

    /** Of each call of a turn: tokens read from the cache, written to it, and neither. */
    private List<long[]> cached(List<Frame> frames) throws Exception {
        List<long[]> rows = new ArrayList<>();
        try (var connection = DriverManager.getConnection(
                        "jdbc:sqlite:" + server.home().resolve("data/cowork.db"));
                var select = connection.prepareStatement(
                        "select cache_read_tokens, cache_write_tokens, input_tokens from usage where turn_id = ? order by no")) {
            select.setString(1, Frames.responseId(frames));
            var found = select.executeQuery();
            while (found.next()) {
                rows.add(new long[] {found.getLong(1), found.getLong(2), found.getLong(3)});
            }
        }
        return rows;
    }

    /** The rows of a turn's calls: uncached input, cache read, output. */
    private List<String> usage(List<Frame> frames) throws Exception {
        List<String> rows = new ArrayList<>();
        try (var connection = DriverManager.getConnection(
                        "jdbc:sqlite:" + server.home().resolve("data/cowork.db"));
                var select = connection.prepareStatement(
                        "select input_tokens, cache_read_tokens, output_tokens from usage where turn_id = ? order by no")) {
            select.setString(1, Frames.responseId(frames));
            var found = select.executeQuery();
            while (found.next()) {
                rows.add(found.getLong(1) + " " + found.getLong(2) + " " + found.getLong(3));
            }
        }
        return rows;
    }

    @ParameterizedTest
    @EnumSource
    void aPictureAndADocumentReachTheModelInThisTurnAndInTheNext(Spoken spoken) {
        speak(spoken);
        ObjectNode body = Api.message("seen", "", false);
        ArrayNode blocks =
                body.putArray("input").addObject().put("role", "user").putArray("content");
        blocks.addObject().put("type", "input_text").put("text", "!say I see.");
        blocks.addObject().put("type", "input_image").put("image_url", "data:image/png;base64,iVBORw0KGgo=");
        blocks.addObject()
                .put("type", "input_file")
                .put("filename", "plan.pdf")
                .put("file_data", "data:application/pdf;base64,JVBERi0xLjQ=");
        assertThat(server.api().call("POST", "/responses", body).path("status").asString())
                .isEqualTo("completed");
        turn("seen", "!say Still.");
        assertThat(asked()).hasSize(2).extracting(RecordedRequest::status).containsOnly(200);
        assertThat(asked())
                .allSatisfy(request -> assertThat(request.body().toString()).contains("iVBORw0KGgo=", "JVBERi0xLjQ="));
    }

    @Test
    void deepSeekReadsItsReasoningAgainAndNothingWhereSomebodyElseThought() {
        speak(Spoken.ANTHROPIC);
        turn("moved", "!think Quietly.\n!tool list_files {}\n!say Seen.");
        speak(Spoken.CHAT);
        server.api().settings(Map.of("openai_base_url", stub.baseUrl() + "/deepseek/v1"));
        turn("moved", "!think First I look.\n!tool list_files {}\n!think Nothing there.\n!say None.");

        assertThat(Frames.text(turn("moved", "!say Goodbye."))).isEqualTo("Goodbye.");

        List<RecordedRequest> here = asked().stream()
                .filter(request -> request.path().startsWith("/deepseek"))
                .toList();
        assertThat(here).extracting(RecordedRequest::status).containsExactly(400, 200, 200, 200);
        assertThat(Spoken.CHAT.seals(here.getLast().body())).containsExactly("", "", "First I look.", "Nothing there.");
    }

    @Test
    void signaturesNeverGoToAnotherServer() throws Exception {
        speak(Spoken.ANTHROPIC);
        turn("moved", "!think Quietly.\n!say Hello.");
        turn("moved", "!say Again.");
        assertThat(Spoken.ANTHROPIC.seals(asked().getLast().body())).hasSize(1);
        try (ModelStub other = ModelStub.start(ModelStubOptions.defaults())) {
            server.api().settings(Spoken.ANTHROPIC.settings(other.baseUrl(), KEY));
            assertThat(Frames.text(turn("moved", "!say Elsewhere."))).isEqualTo("Elsewhere.");
            assertThat(Spoken.ANTHROPIC.seals(other.requests().getLast().body()))
                    .isEmpty();
        }
    }
}
