package dev.cowork.contracttests.kill;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cowork.contracttests.server.Api;
import dev.cowork.contracttests.stream.DigestReader;
import dev.cowork.contracttests.stream.Frame;
import dev.cowork.contracttests.stream.FrameDigest;
import dev.cowork.contracttests.stream.Frames;
import dev.cowork.contracttests.stream.StrictReader;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * One turn after the restart.
 *
 * @param seen what was seen of it before
 * @param frames all its frames now, read strictly, the terminal one last
 */
record TurnAfter(Seen seen, List<Frame> frames) {

    /** Reads it to its end; fails when a frame that was seen is not there, byte for byte, or the rest is not what follows it. */
    static TurnAfter read(Stage stage, Seen seen, JsonNode userRow) {
        Api api = stage.api();
        String response = userRow.path("response_id").asString();
        List<Frame> frames;
        try (var reader = StrictReader.open(api.base(), Api.tail(response, 0), stage.schemas())) {
            frames = reader.rest();
        }
        Frame first = frames.getFirst();
        assertThat(first.responseId()).isEqualTo(response);
        assertThat(first.data().path("user_message_id").asString())
                .isEqualTo(userRow.path("id").asString());
        int kept = Math.min(seen.frames().size(), frames.size());
        assertThat(Frames.texts(frames.subList(0, kept)))
                .as("what had been received")
                .isEqualTo(Frames.texts(seen.frames()));
        assertThat(DigestReader.read(api.base(), Api.tail(response, seen.lastNumber())))
                .as("resumed where the reader was cut")
                .isEqualTo(FrameDigest.of(frames.subList(seen.frames().size(), frames.size())));
        return new TurnAfter(seen, frames);
    }

    /** The type of its terminal frame; the strict reader lets only one pass. */
    String end() {
        return Frames.last(frames).type();
    }

    /** Fails when the history is not what the frames say, or the answer not what it would have been up to the kill. */
    void agreesWith(List<JsonNode> items) {
        List<JsonNode> answers = items.stream()
                .filter(row -> row.path("role").asString().equals("assistant"))
                .filter(row -> row.path("response_id").asString().equals(Frames.responseId(frames)))
                .toList();
        assertThat(answers).as("answers of one turn").hasSizeLessThanOrEqualTo(1);
        String content =
                answers.isEmpty() ? "" : answers.getFirst().path("content").asString();
        assertThat(content).isEqualTo(answer());
        answers.forEach(this::eventsAgree);
        if (seen.whole() != null) {
            assertThat(seen.whole()).startsWith(content);
            assertThat(content.equals(seen.whole()) || !end().equals("response.completed"))
                    .as("completed with '" + content + "'")
                    .isTrue();
        }
    }

    private void eventsAgree(JsonNode row) {
        List<JsonNode> events = row.path("events").valueStream().toList();
        assertThat(events.getFirst()).isEqualTo(frames.getFirst().data());
        assertThat(events.getLast()).isEqualTo(Frames.last(frames).data());
        var text = new StringBuilder();
        events.forEach(event -> text.append(event.path("delta").asString("")));
        assertThat(text.toString()).isEqualTo(Frames.text(frames));
    }

    /** The messages of the answer as a history shows them: an empty line between two. */
    private String answer() {
        Map<String, StringBuilder> messages = new LinkedHashMap<>();
        for (Frame frame : frames) {
            if (frame.isDelta()) {
                messages.computeIfAbsent(frame.data().path("item_id").asString(), id -> new StringBuilder())
                        .append(frame.delta());
            }
        }
        return String.join("\n\n", messages.values());
    }

    Row row(int turn, int items) {
        return new Row(turn, seen.lastNumber(), Frames.last(frames).number(), end(), items);
    }
}
