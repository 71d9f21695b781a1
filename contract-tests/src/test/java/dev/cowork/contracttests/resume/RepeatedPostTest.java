package dev.cowork.contracttests.resume;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cowork.contracttests.server.Api;
import dev.cowork.contracttests.server.Http;
import dev.cowork.contracttests.server.SharedServer;
import dev.cowork.contracttests.stream.Frame;
import dev.cowork.contracttests.stream.Frames;
import dev.cowork.contracttests.stream.StrictReader;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Catches: a message that is lost because its request says what its sender saw of another answer. */
class RepeatedPostTest {

    private static List<Frame> read(Http.Request request) {
        try (var reader = StrictReader.open(SharedServer.server().base(), request, SharedServer.schemas())) {
            return reader.rest();
        }
    }

    private static List<Frame> read(@Nullable String conversation, String input, Frame seen) {
        Http.Request request = Api.turn(conversation, input).with("Last-Event-ID", seen.id());
        try (var reader = StrictReader.resume(SharedServer.server().base(), request, SharedServer.schemas())) {
            return reader.rest();
        }
    }

    @Test
    void theSameRequestGoesOnBehindWhatWasSeen() {
        List<Frame> first = read(Api.turn("repeated", "/say one two"));
        Frame seen = first.get(1);
        assertThat(Frames.texts(read("repeated", "/say one two", seen)))
                .isEqualTo(Frames.texts(first.subList(2, first.size())));
        assertThat(SharedServer.api().items("repeated")).hasSize(2);
    }

    @Test
    void theSameRequestGoesOnAlsoWhereItHasOpenedTheConversation() {
        List<Frame> first = read(Api.turn(null, "/say opened by me"));
        Frame seen = first.getFirst();
        List<Frame> rest = read(null, "/say opened by me", seen);
        assertThat(Frames.texts(rest)).isEqualTo(Frames.texts(first.subList(1, first.size())));
    }

    @Test
    void aMessageToAnotherConversationIsAMessage() {
        Frame seen = read(Api.turn("seen-here", "/say the same")).getFirst();
        List<Frame> other = read("sent-there", "/say the same", seen);
        assertThat(other.getFirst().type()).isEqualTo("response.created");
        assertThat(other.getFirst().responseId()).isNotEqualTo(seen.responseId());
        assertThat(SharedServer.api().items("sent-there")).hasSize(2);
        assertThat(SharedServer.api().items("seen-here")).hasSize(2);
    }

    @Test
    void anotherMessageToTheSameConversationIsAMessage() {
        Frame seen = read(Api.turn("went-on", "/say one")).getFirst();
        List<Frame> next = read("went-on", "/say two", seen);
        assertThat(Frames.text(next)).startsWith("two");
        assertThat(SharedServer.api().items("went-on")).hasSize(4);
    }

    @Test
    void aMessageThatOpensAConversationIsNotTakenForALaterOne() {
        read(Api.turn("grown", "/say first"));
        Frame seen = read(Api.turn("grown", "/say again")).getFirst();
        List<Frame> opened = read(null, "/say again", seen);
        assertThat(opened.getFirst().responseId()).isNotEqualTo(seen.responseId());
        assertThat(SharedServer.api().items("grown")).hasSize(4);
    }
}
