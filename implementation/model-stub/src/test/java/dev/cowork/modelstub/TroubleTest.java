package dev.cowork.modelstub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cowork.modelstub.http.Fate;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The ways in which a model server fails. */
class TroubleTest {

    private Talk talk;

    @BeforeEach
    void start() throws Exception {
        talk = new Talk();
    }

    @AfterEach
    void stop() {
        talk.close();
    }

    @ParameterizedTest
    @EnumSource
    void anErrorHasItsStatusItsHeaderAndTheDialectsBody(Wire wire) throws Exception {
        HttpResponse<String> response = talk.ask(wire, wire.client().ask("!error 429\n!retry-after 7"));
        assertThat(response.statusCode()).isEqualTo(429);
        assertThat(response.headers().firstValue("retry-after")).hasValue("7");
        JsonNode body = Talk.json(response);
        if (wire == Wire.ANTHROPIC) {
            assertThat(body.path("type").asString("")).isEqualTo("error");
            assertThat(body.path("error").path("type").asString("")).isEqualTo("rate_limit_error");
        } else {
            assertThat(body.path("error").path("code").asString("")).isEqualTo("rate_limit_exceeded");
        }
    }

    @ParameterizedTest
    @EnumSource
    void anErrorHasTheHeadersThatAreAskedForAndTheNextOneHasNot(Wire wire) throws Exception {
        ObjectNode request = wire.client().ask("!header X-Reason wallet_empty\n!retry-after 7\n!error 402");
        HttpResponse<String> response = talk.ask(wire, request);
        assertThat(response.statusCode()).isEqualTo(402);
        assertThat(response.headers().firstValue("x-reason")).hasValue("wallet_empty");
        assertThat(response.headers().firstValue("retry-after")).hasValue("7");
        assertThat(talk.ask(wire, wire.client().ask("!error 402")).headers().firstValue("x-reason"))
                .isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void aHeaderCannotEndItsLine(Wire wire) throws Exception {
        for (String header : List.of("!header X-Reason", "!header X:Reason a", "!header X-Reason é")) {
            HttpResponse<String> response = talk.ask(wire, wire.client().ask(header + "\n!error 402"));
            assertThat(response.statusCode()).as(header).isEqualTo(400);
            assertThat(response.headers().firstValue("x-reason")).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void anErrorCanNameItsCode(Wire wire) throws Exception {
        HttpResponse<String> response = talk.ask(wire, wire.client().ask("!error 400 model_disabled"));
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.headers().firstValue("retry-after")).isEmpty();
        assertThat(response.body()).contains("\"model_disabled\"");
    }

    /** Anthropic has no code for it. */
    @ParameterizedTest
    @EnumSource
    void thatARequestIsTooLongIsToldInTheProvidersWay(Wire wire) throws Exception {
        HttpResponse<String> response = talk.ask(wire, wire.client().ask("!error 400 context_length_exceeded"));
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body())
                .contains(wire == Wire.ANTHROPIC ? "\"prompt is too long: " : "\"context_length_exceeded\"");
    }

    @ParameterizedTest
    @EnumSource
    void anErrorBehindSomeTextComesInsideTheStream(Wire wire) throws Exception {
        HttpResponse<String> response = talk.ask(wire, wire.client().ask("!say Half of\n!error 500\n!say never"));
        assertThat(response.statusCode()).isEqualTo(200);
        List<JsonNode> events = Talk.events(response.body());
        assertThat(wire.client().text(events)).isEqualTo("Half of");
        JsonNode last = events.getLast();
        switch (wire) {
            case ANTHROPIC -> {
                assertThat(response.body()).contains("event: error\n");
                assertThat(last.path("error").path("type").asString("")).isEqualTo("api_error");
            }
            case RESPONSES -> {
                assertThat(last.path("type").asString("")).isEqualTo("response.failed");
                assertThat(last.path("response").path("error").path("code").asString(""))
                        .isEqualTo("server_error");
            }
            case CHAT -> {
                assertThat(last.path("error").path("type").asString("")).isEqualTo("server_error");
                assertThat(response.body()).doesNotContain("[DONE]");
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void overloadedFailsThatOftenForAConversationAndThenSucceeds(Wire wire) throws Exception {
        ObjectNode request = wire.client().ask("!overloaded 2\n!say At last");
        int status = wire == Wire.ANTHROPIC ? 529 : 503;
        assertThat(talk.ask(wire, request).statusCode()).isEqualTo(status);
        ObjectNode other = wire.client().ask("!overloaded 2\n!say Another conversation");
        assertThat(talk.ask(wire, other).statusCode()).isEqualTo(status);
        assertThat(talk.ask(wire, request).statusCode()).isEqualTo(status);
        assertThat(wire.client().text(talk.events(wire, request))).isEqualTo("At last");
        assertThat(talk.ask(wire, other).statusCode()).isEqualTo(status);
    }

    @ParameterizedTest
    @EnumSource
    void cutClosesTheSocketInsideACharacter(Wire wire) throws Exception {
        ObjectNode request = wire.client().ask("!say Before\n!cut");
        assertThatThrownBy(() -> talk.ask(wire, request)).isInstanceOf(IOException.class);
        byte[] raw = RawSocket.exchange(talk.stub(), wire.path(), request.toString());
        assertThat(new String(raw, StandardCharsets.UTF_8)).contains("Before").contains("half a caf");
        assertThat(raw[raw.length - 1]).isEqualTo((byte) 0xC3);
        request.put("stream", false).remove("stream_options");
        raw = RawSocket.exchange(talk.stub(), wire.path(), request.toString());
        assertThat(raw[raw.length - 1]).isEqualTo((byte) 0xC3);
        assertThat(talk.stub().requests().getLast().ending()).isEqualTo(Fate.Ending.CUT);
    }

    @ParameterizedTest
    @EnumSource
    void garbageIsAnEventThatIsNotJsonAndTheStreamGoesOn(Wire wire) throws Exception {
        String stream = talk.ask(wire, wire.client().ask("!say One\n!garbage\n!say two"))
                .body();
        List<String> broken = stream.lines()
                .filter(line -> line.startsWith("data: {"))
                .map(line -> line.substring("data: ".length()))
                .filter(line -> dev.cowork.modelstub.wire.Json.parse(line) == null)
                .toList();
        assertThat(broken).hasSize(1);
        String rest = stream.substring(stream.indexOf(broken.getFirst()));
        assertThat(rest).contains("\\ntwo").containsAnyOf("message_stop", "response.completed", "[DONE]");
    }

    @ParameterizedTest
    @EnumSource
    void garbageInAWholeAnswerIsABodyThatIsNotJson(Wire wire) throws Exception {
        ObjectNode request = wire.client().ask("!say One\n!garbage");
        request.put("stream", false).remove("stream_options");
        HttpResponse<String> response = talk.ask(wire, request);
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(dev.cowork.modelstub.wire.Json.parse(response.body())).isNull();
    }

    @ParameterizedTest
    @EnumSource
    void emptyIsA200WithoutABody(Wire wire) throws Exception {
        ObjectNode request = wire.client().ask("!empty");
        HttpResponse<String> streamed = talk.ask(wire, request);
        assertThat(streamed.statusCode()).isEqualTo(200);
        assertThat(streamed.body()).isEmpty();
        request.put("stream", false).remove("stream_options");
        assertThat(talk.ask(wire, request).body()).isEmpty();
    }
}
