package dev.cowork.server.turns;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cowork.server.testing.EventLines;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import tools.jackson.databind.JsonNode;

/** Bug class: a command that runs without leave, twice, or not although it was allowed; a decision that is forgotten. */
class TurnApprovalTest extends WaitingTurns {

    /** Each run of the command leaves a line in its file. */
    private static EventLines command(String conversation, String file) {
        return EventLines.turn(server.url(), conversation, "anton", shell(file) + "\\n/say after");
    }

    private static String shell(String file) {
        return "/tool shell {\\\"command\\\":\\\"echo ran >> " + file + "\\\"}";
    }

    private static void waiting(String conversation) {
        until(() -> inFlight(conversation).path("status").asString("").equals("waiting"));
    }

    private static HttpResponse<String> answer(String body) {
        HttpResponse<String> answer = EventLines.post(server.url(), "/api/v1/responses/answer", body.replace('\'', '"'))
                .join();
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return answer;
    }

    private static void rule(HttpMethod method, String body) {
        server.web()
                .method(method)
                .uri("/api/v1/permissions")
                .contentType(MediaType.APPLICATION_JSON)
                .bodyValue(body.replace('\'', '"'))
                .exchange()
                .expectStatus()
                .isOk();
    }

    private static Path file(String name) {
        return Path.of(get("/api/v1/projects").path(0).path("path").asString()).resolve(name);
    }

    @Test
    void aCommandAsksFirstAndRunsOnceWhenItIsAllowed() {
        EventLines turn = command("allowed", "allowed.txt");
        waiting("allowed");
        JsonNode question = inFlight("allowed").at("/questions/0");
        assertThat(question.path("kind").asString()).isEqualTo("approval");
        assertThat(question.path("access").asString()).isEqualTo("run");
        assertThat(question.path("target").asString()).isEqualTo("echo ran >> allowed.txt");
        assertThat(file("allowed.txt")).doesNotExist();

        answer("{'conversation_id':'allowed','decision':'allow'}");

        assertThat(turn.types()).endsWith("response.completed");
        assertThat(file("allowed.txt")).hasContent("ran");
        assertThat(turn.text()).contains("after");
    }

    @Test
    void anApprovalSurvivesARestart() {
        EventLines before = command("later", "later.txt");
        waiting("later");
        server.close();
        server = open();
        assertThat(file("later.txt")).doesNotExist();

        answer("{'response_id':'" + before.response() + "','values':['allow']}");

        assertThat(EventLines.tail(server.url(), before.response()).types())
                .containsSubsequence("response.ask_user", "response.ask_user_answered", "response.completed");
        assertThat(file("later.txt")).hasContent("ran");
    }

    @ParameterizedTest
    @ValueSource(strings = {"'decision':'deny'", "'skipped':true", "'values':['deny']"})
    void aDeniedCommandDoesNotRunAndTheModelReadsIt(String answer) {
        String name = "denied" + answer.length();
        EventLines turn = command(name, name + ".txt");
        waiting(name);

        answer("{'conversation_id':'" + name + "'," + answer + "}");

        assertThat(turn.types()).endsWith("response.completed");
        assertThat(turn.text()).contains("did not allow this", "after");
        assertThat(file(name + ".txt")).doesNotExist();
    }

    @Test
    void aRememberedDecisionHoldsForTheSameCommandInTheSameProjectAndForNoOther() {
        EventLines first = command("first", "kept.txt");
        waiting("first");
        answer("{'conversation_id':'first','decision':'allow','remember':true}");
        assertThat(first.types()).endsWith("response.completed");

        assertThat(command("second", "kept.txt").types())
                .doesNotContain("response.ask_user")
                .endsWith("response.completed");
        assertThat(file("kept.txt")).hasContent("ran\nran");
        assertThat(get("/api/v1/permissions").toString()).contains("echo ran >> kept.txt");
        command("third", "other.txt");
        waiting("third");
        answer("{'conversation_id':'third','decision':'deny_always'}");
        assertThat(command("fourth", "other.txt").text()).isNotNull();
        EventLines refused = command("fifth", "other.txt");
        assertThat(refused.types()).doesNotContain("response.ask_user").endsWith("response.completed");
        assertThat(refused.text()).contains("rules of the person do not allow");
        assertThat(file("other.txt")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{'command':''}", "{'command':' '}"})
    void aCallWithoutACommandIsRefusedAndNobodyIsAsked(String arguments) {
        EventLines turn = EventLines.turn(
                server.url(),
                "none-" + Integer.toHexString(arguments.hashCode()),
                "anton",
                "/tool shell " + arguments.replace("'", "\\\"") + "\\n/say after");

        assertThat(turn.types()).doesNotContain("response.ask_user").endsWith("response.completed");
        assertThat(turn.text()).contains("must be a command line", "after");
    }

    @Test
    void aRuleDeniesWhatIsUsuallyAllowed() {
        rule(HttpMethod.PUT, "{'tool':'write_file','pattern':'secret/*','effect':'deny'}");

        EventLines refused = EventLines.turn(
                server.url(),
                "secret",
                "anton",
                "/tool write_file {\\\"path\\\":\\\"./secret//x.txt\\\",\\\"content\\\":\\\"y\\\"}");
        EventLines open = EventLines.turn(
                server.url(),
                "open",
                "anton",
                "/tool write_file {\\\"path\\\":\\\"open/x.txt\\\",\\\"content\\\":\\\"y\\\"}");

        assertThat(refused.types()).endsWith("response.completed");
        assertThat(refused.text()).contains("rules of the person do not allow");
        assertThat(file("secret/x.txt")).doesNotExist();
        assertThat(open.types()).endsWith("response.completed");
        assertThat(file("open/x.txt")).hasContent("y");
    }

    @Test
    void aStopClosesTheApprovalAndNothingRuns() {
        EventLines turn = command("stopped", "stopped.txt");
        waiting("stopped");

        EventLines.post(server.url(), "/api/v1/responses/cancel", "{\"conversation_id\":\"stopped\"}")
                .join();

        assertThat(turn.types()).endsWith("response.ask_user_answered", "response.cancelled");
        assertThat(file("stopped.txt")).doesNotExist();
    }

    @Test
    void aCallerWhoWaitsForOneWholeAnswerIsNotAsked() {
        HttpResponse<String> answer = EventLines.post(
                        server.url(),
                        "/api/v1/responses",
                        "{\"stream\":false,\"input\":\"" + shell("one-shot.txt") + "\\n/ask Which?\\n/say after\"}")
                .join();

        assertThat(answer.body()).contains("\"status\":\"completed\"", "after");
        assertThat(file("one-shot.txt")).doesNotExist();
    }
}
