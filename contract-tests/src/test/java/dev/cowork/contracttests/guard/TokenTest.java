package dev.cowork.contracttests.guard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cowork.contracttests.contracts.Bundle;
import dev.cowork.contracttests.contracts.Operation;
import dev.cowork.contracttests.hostile.RightRequests;
import dev.cowork.contracttests.schema.StrictSchemas;
import dev.cowork.contracttests.server.Api;
import dev.cowork.contracttests.server.Http;
import dev.cowork.contracttests.server.ServerProcess;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Catches: an operation that answers without the token that is demanded, or a token that is asked for before the caller was judged. */
class TokenTest {

    private static final String TOKEN = "a-token-that-is-demanded";
    private static final ServerProcess SERVER =
            ServerProcess.start(Map.of("COWORK_REQUIRE_AUTH", "true", "COWORK_AUTH_TOKEN", TOKEN));
    private static final Http.Request PROJECTS = Http.Request.of("GET", Api.path("/projects"));

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    /** Requests for things that are not there: with the token nothing is changed by them but what is made. */
    private static Http.Request request(Operation operation) {
        return new RightRequests(Map.of(
                        "conversation_id", "absent_missing",
                        "project_id", "absent_missing",
                        "response_id", "absent_missing",
                        "turn", "absent_missing"))
                .of(operation);
    }

    private static List<String> judged(String authorization, boolean demanded) {
        var wrong = new ArrayList<String>();
        for (Bundle bundle : Bundle.all()) {
            var schemas = new StrictSchemas(bundle);
            for (Operation operation : bundle.operations()) {
                boolean open = !operation.statuses().contains("401");
                Http.Request request = request(operation);
                Http.Response answer = SERVER.api()
                        .send(authorization.isEmpty() ? request : request.with("Authorization", authorization));
                List<String> violations = schemas.answer(operation, answer.status(), answer.mediaType(), answer.body());
                if ((answer.status() == 401) == (open || !demanded) || !violations.isEmpty()) {
                    wrong.add(operation + ": " + answer + " " + violations);
                }
            }
        }
        return wrong;
    }

    @Test
    void onlyWhatTheContractLeavesOpenAnswersWithoutIt() {
        assertThat(Bundle.published().operations())
                .filteredOn(operation -> !operation.statuses().contains("401"))
                .extracting(Operation::id)
                .containsExactly("getHealth");
        assertThat(judged("", true)).isEmpty();
    }

    @Test
    void everyOperationAnswersWithIt() {
        assertThat(judged("Bearer " + TOKEN, false)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"Bearer", "Bearer another", "Basic " + TOKEN, TOKEN, "Bearer " + TOKEN + "x", "Bearer a" + TOKEN
            })
    void anotherOneIsNone(String authorization) {
        Http.Response answer = SERVER.api().send(PROJECTS.with("Authorization", authorization));

        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.body()).contains("\"code\":\"unauthorized\"").doesNotContain(TOKEN);
    }

    @Test
    void hostPageAndSizeAreJudgedBeforeIt() {
        assertThat(SERVER.api().send(PROJECTS.with("Host", "attacker.example")).status())
                .isEqualTo(421);
        assertThat(SERVER.api()
                        .send(PROJECTS.with("Origin", "https://attacker.example"))
                        .status())
                .isEqualTo(403);
        byte[] large = ("POST " + Api.path("/projects") + " HTTP/1.1\r\nHost: localhost\r\n"
                        + "Content-Type: application/json\r\nContent-Length: " + (8 << 20) + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
        assertThat(Http.send(SERVER.base(), large).status()).isEqualTo(413);
    }

    @Test
    void aPreflightHasNoneAndIsAnswered() {
        Http.Response answer = SERVER.api()
                .send(Http.Request.of("OPTIONS", Api.path("/projects"))
                        .with("Origin", "http://localhost:5173")
                        .with("Access-Control-Request-Method", "POST")
                        .with("Access-Control-Request-Headers", "authorization"));

        assertThat(answer.status()).isEqualTo(204);
        assertThat(answer.header("Access-Control-Allow-Headers")).contains("authorization");
    }

    @Test
    void aPageThatMayCallCanReadThatItIsMissing() {
        Http.Response answer = SERVER.api().send(PROJECTS.with("Origin", "http://localhost:5173"));

        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.header("Access-Control-Allow-Origin")).contains("http://localhost:5173");
    }
}
