package dev.cowork.modelstub;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A stub that was started with a key and with models. */
class KeysAndModelsTest {

    private static Talk talk;

    @BeforeAll
    static void start() throws Exception {
        talk = new Talk(ModelStubOptions.defaults().withKey("sk-right-key").withModels(List.of("m", "n")));
    }

    @AfterAll
    static void stop() {
        talk.close();
    }

    @ParameterizedTest
    @EnumSource
    void aMissingOrWrongKeyIsA401InTheDialectsShape(Wire wire) throws Exception {
        String body = wire.client().ask("hello").toString();
        HttpResponse<String> missing = talk.post(wire.path(), body);
        assertThat(missing.statusCode()).isEqualTo(401);
        HttpResponse<String> wrong = talk.post(wire.path(), body, header(wire), value(wire, "sk-wrong-key"));
        assertThat(wrong.statusCode()).isEqualTo(401);
        assertThat(wrong.body()).contains(wire == Wire.ANTHROPIC ? "authentication_error" : "invalid_api_key");
        assertThat(wrong.body()).doesNotContain("sk-");
        assertThat(talk.post(wire.path(), body, header(wire), value(wire, "sk-right-key"))
                        .statusCode())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @EnumSource
    void aKeyIsRecordedAsAHashOnly(Wire wire) throws Exception {
        String body = wire.client().ask("hello").toString();
        talk.post(wire.path(), body, header(wire), value(wire, "sk-right-key"));
        talk.post(wire.path(), body, header(wire), value(wire, "sk-other-key"));
        List<RecordedRequest> requests = talk.stub().requests();
        RecordedRequest right = requests.get(requests.size() - 2);
        RecordedRequest other = requests.getLast();
        assertThat(right.keyHash()).startsWith("sha256:").hasSize(23).isNotEqualTo(other.keyHash());
        assertThat(right.toString() + talk.get("/stub/requests").body()).doesNotContain("sk-right");
    }

    @ParameterizedTest
    @EnumSource
    void aModelThatIsNotThereIsA404(Wire wire) throws Exception {
        String body = wire.client().ask("hello").put("model", "other").toString();
        HttpResponse<String> response = talk.post(wire.path(), body, header(wire), value(wire, "sk-right-key"));
        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(response.body()).contains(wire == Wire.ANTHROPIC ? "\"model: other\"" : "\"model_not_found\"");
    }

    private static String header(Wire wire) {
        return wire == Wire.ANTHROPIC ? "x-api-key" : "authorization";
    }

    private static String value(Wire wire, String key) {
        return wire == Wire.ANTHROPIC ? key : "Bearer " + key;
    }
}
