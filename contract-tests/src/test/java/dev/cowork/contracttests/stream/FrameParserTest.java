package dev.cowork.contracttests.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cowork.contracttests.contracts.Bundle;
import dev.cowork.contracttests.schema.StrictSchemas;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

/** Catches: a stream that a test accepts although a shipped client would lose a part of it. */
class FrameParserTest {

    private static final Bundle BUNDLE = Bundle.published();
    private static final StrictSchemas SCHEMAS = new StrictSchemas(BUNDLE);

    private static final String CREATED = block(example("createResponse.stream.created"));
    private static final String DELTA = block(example("createResponse.stream.delta"));
    private static final String COMPLETED = block(example("createResponse.stream.completed"));

    private static ObjectNode example(String key) {
        return (ObjectNode) BUNDLE.root()
                .at("/paths/~1responses/post/responses/200/content/text~1event-stream/examples")
                .path(key)
                .path("value")
                .deepCopy();
    }

    private static String block(ObjectNode data) {
        return "id: resp_example:" + data.path("sequence_number").asLong() + "\nevent: "
                + data.path("type").asString() + "\ndata: " + data + "\n\n";
    }

    private static List<Frame> read(String stream) {
        return read(stream, true);
    }

    private static List<Frame> read(String stream, boolean fromStart) {
        var parser = new FrameParser(SCHEMAS, fromStart);
        byte[] bytes = stream.getBytes(StandardCharsets.UTF_8);
        List<Frame> frames = parser.feed(bytes, bytes.length);
        parser.end();
        return frames;
    }

    private static void refuses(String stream, String rule) {
        assertThatThrownBy(() -> read(stream)).isInstanceOf(StreamFault.class).hasMessageContaining(rule);
    }

    private static String changed(String key, UnaryOperator<ObjectNode> change) {
        return block(change.apply(example(key)));
    }

    @Test
    void aWholeStreamGivesItsFrames() {
        List<Frame> frames = read(": hello\n\n" + CREATED + DELTA + ": still there\n\n" + COMPLETED);
        assertThat(frames)
                .extracting(Frame::type)
                .containsExactly("response.created", "response.output_text.delta", "response.completed");
        assertThat(frames)
                .extracting(Frame::id)
                .containsExactly("resp_example:8", "resp_example:32", "resp_example:48");
    }

    @Test
    void aStreamThatComesByteByByteGivesTheSameFrames() {
        var parser = new FrameParser(SCHEMAS, true);
        var frames = new ArrayList<Frame>();
        String emoji = changed("createResponse.stream.delta", delta -> delta.put("delta", "grüße 🚀"));
        for (byte b : (CREATED + emoji + COMPLETED).getBytes(StandardCharsets.UTF_8)) {
            frames.addAll(parser.feed(new byte[] {b}, 1));
        }
        parser.end();
        assertThat(frames).hasSize(3);
        assertThat(Frames.text(frames)).isEqualTo("grüße 🚀");
    }

    @Test
    void aResumedStreamNeedNotBeginWithCreated() {
        assertThat(read(DELTA + COMPLETED, false)).hasSize(2);
    }

    @Nested
    class Framing {

        @Test
        void refusesACarriageReturnAnywhere() {
            refuses(CREATED.replace("\n", "\r\n"), "carriage return");
            refuses(CREATED + ":\r\n\n" + COMPLETED, "carriage return");
        }

        @Test
        void refusesATerminalFrameWithoutItsBlankLine() {
            refuses(CREATED + COMPLETED.stripTrailing() + "\n", "lacks its blank line");
        }

        @Test
        void refusesTwoDataLines() {
            refuses(CREATED.replace("data: ", "data: {}\ndata: "), "more than one data line");
        }

        @Test
        void refusesTwoEventsInOneBlock() {
            refuses(CREATED.stripTrailing() + "\n" + DELTA + COMPLETED, "more than one data line");
        }

        @Test
        void refusesABlockWithoutData() {
            refuses(CREATED + "event: ping\n\n" + COMPLETED, "without a data line");
        }

        @Test
        void refusesUnknownLines() {
            refuses(CREATED + "retry: 5\n" + COMPLETED, "neither data");
        }

        @Test
        void refusesDataThatIsNotJsonOrHasNoType() {
            refuses("data: [DONE]\n\n", "not JSON");
            refuses("data: []\n\n", "no JSON object");
            refuses("data: {\n\n", "not JSON");
            refuses("data: {\"delta\":\"x\"}\n\n", "no JSON object with a type");
        }

        @Test
        void refusesBytesThatAreNoText() {
            var parser = new FrameParser(SCHEMAS, true);
            byte[] broken = {':', ' ', (byte) 0xc3, '\n', '\n'};
            assertThatThrownBy(() -> parser.feed(broken, broken.length)).hasMessageContaining("not UTF-8");
        }
    }

    @Nested
    class Numbers {

        @Test
        void refusesAnEventNameThatIsNotTheType() {
            refuses(CREATED.replace("event: response.created", "event: message"), "event is not equal");
            refuses(CREATED.replace("event: response.created\n", ""), "event is not equal");
        }

        @Test
        void refusesAnIdThatIsNotResponseAndNumber() {
            refuses(CREATED.replace("id: resp_example:8\n", ""), "the id is not");
            refuses(CREATED.replace("id: resp_example:8", "id: 8"), "the id is not");
            refuses(CREATED.replace("id: resp_example:8", "id: resp_example:9"), "the id is not");
        }

        @Test
        void refusesFramesOfAnotherResponse() {
            refuses(CREATED.replace("id: resp_example:8", "id: resp_other:8"), "does not name the response inside");
            refuses(CREATED + DELTA.replace("id: resp_example", "id: resp_other"), "another response");
        }

        @Test
        void refusesNumbersThatDoNotRise() {
            refuses(CREATED + DELTA + DELTA + COMPLETED, "do not rise");
        }
    }

    @Nested
    class Content {

        @Test
        void refusesAFrameWithoutTime() {
            refuses(
                    changed("createResponse.stream.created", frame -> {
                        frame.remove("at_ms");
                        return frame;
                    }),
                    "at_ms");
        }

        @Test
        void refusesAFieldTheSchemaDoesNotKnow() {
            refuses(changed("createResponse.stream.created", frame -> frame.put("conversationId", "c")), "schema");
        }

        @Test
        void refusesAMissingOrRenamedField() {
            refuses(
                    CREATED
                            + changed("createResponse.stream.delta", frame -> {
                                frame.remove("item_id");
                                return frame;
                            }),
                    "schema");
            refuses(
                    CREATED
                            + changed("createResponse.stream.delta", frame -> {
                                frame.set("itemId", frame.remove("item_id"));
                                return frame;
                            }),
                    "schema");
        }

        @Test
        void refusesATypeTheContractDoesNotKnow() {
            refuses(
                    changed("createResponse.stream.created", frame -> frame.put("type", "response.done")),
                    "no frame of type");
        }

        @Test
        void refusesAStateTheContractDoesNotKnow() {
            refuses(
                    changed("createResponse.stream.created", frame -> {
                        ((ObjectNode) frame.path("response")).put("status", "busy");
                        return frame;
                    }),
                    "schema");
        }
    }

    @Nested
    class BeginningAndEnd {

        @Test
        void refusesAnythingButCreatedAsTheFirstFrame() {
            refuses(DELTA + COMPLETED, "first frame");
        }

        @Test
        void refusesACreatedFrameWithoutTheIdsTheClientLearnsFromIt() {
            refuses(changed("createResponse.stream.created", frame -> frame.put("user_message_id", "")), "first frame");
            refuses(changed("createResponse.stream.created", frame -> frame.put("conversation_id", "")), "first frame");
        }

        @Test
        void refusesASecondCreated() {
            refuses(
                    CREATED
                            + CREATED.replace(":8\n", ":16\n")
                                    .replace("\"sequence_number\":8", "\"sequence_number\":16"),
                    "second");
        }

        @Test
        void refusesAnEndWithoutTerminalFrame() {
            refuses(CREATED + DELTA, "without a terminal");
        }

        @Test
        void refusesAnythingBehindTheTerminalFrame() {
            refuses(CREATED + COMPLETED + DELTA, "follows the terminal");
            refuses(CREATED + COMPLETED + ": bye\n\n", "follows the terminal");
            refuses(CREATED + COMPLETED + COMPLETED, "follows the terminal");
        }
    }
}
