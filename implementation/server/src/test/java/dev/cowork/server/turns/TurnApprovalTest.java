package dev.cowork.server.turns;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cowork.server.testing.EventLines;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
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

    @ParameterizedTest
    @ValueSource(
            strings = {
                "read_file {'path':'to-hidden'}",
                "read_file {'path':'hidden-too/key.txt'}",
                "read_file {'path':'Hidden/key.txt'}",
                "list_files {'path':'hidden-too'}",
                "search_files {'path':'hidden-too','text':'word'}",
                "search_files {'text':'word'}",
                "write_file {'path':'to-hidden','content':'changed'}",
                "edit_file {'path':'hidden-too/key.txt','old_text':'word','new_text':'changed'}"
            })
    void aRuleForAFolderHoldsForEveryWayIntoIt(String call) throws IOException {
        rule(HttpMethod.PUT, "{'tool':'*','pattern':'hidden/*','effect':'deny'}");
        if (!Files.exists(file("hidden"))) {
            Files.createDirectories(file("hidden"));
            Files.writeString(file("hidden/key.txt"), "the hidden word");
            Files.createSymbolicLink(file("to-hidden"), Path.of("hidden/key.txt"));
            Files.createSymbolicLink(file("hidden-too"), Path.of("hidden"));
        }

        EventLines turn =
                EventLines.turn(server.url(), "way-" + call.hashCode(), "anton", "/tool " + call.replace("'", "\\\""));

        assertThat(turn.types()).doesNotContain("response.ask_user").endsWith("response.completed");
        assertThat(turn.text())
                .containsAnyOf("rules of the person do not allow", "There is no such file")
                .doesNotContain("the hidden");
        assertThat(file("hidden/key.txt")).hasContent("the hidden word");
    }

    @Test
    void anApprovalIsForThePlaceThatWasShownAlsoWhenTheLinkIsTurnedMeanwhile() throws IOException {
        rule(HttpMethod.PUT, "{'tool':'read_file','pattern':'asked/*','effect':'ask'}");
        Files.createDirectories(file("asked"));
        Files.writeString(file("asked/one.txt"), "word one");
        Files.writeString(file("asked/two.txt"), "word two");
        Files.createSymbolicLink(file("turned"), Path.of("asked/one.txt"));
        EventLines turn =
                EventLines.turn(server.url(), "turned", "anton", "/tool read_file {\\\"path\\\":\\\"turned\\\"}");
        waiting("turned");
        assertThat(inFlight("turned").at("/questions/0/target").asString()).isEqualTo("asked/one.txt");

        Files.delete(file("turned"));
        Files.createSymbolicLink(file("turned"), Path.of("asked/two.txt"));
        answer("{'conversation_id':'turned','decision':'allow'}");

        assertThat(turn.types()).endsWith("response.completed");
        assertThat(turn.text()).contains("leads somewhere else").doesNotContain("word two");
    }

    @Test
    void aRememberedDecisionAboutALinkHoldsForThePlaceAndTheLink() throws IOException {
        rule(HttpMethod.PUT, "{'tool':'read_file','pattern':'again/*','effect':'ask'}");
        rule(HttpMethod.PUT, "{'tool':'read_file','pattern':'to-again*','effect':'ask'}");
        Files.createDirectories(file("again"));
        Files.writeString(file("again/one.txt"), "word one");
        Files.createSymbolicLink(file("to-again"), Path.of("again/one.txt"));
        String call = "/tool read_file {\\\"path\\\":\\\"to-again\\\"}";
        EventLines first = EventLines.turn(server.url(), "again", "anton", call);
        waiting("again");
        answer("{'conversation_id':'again','decision':'allow_always'}");
        assertThat(first.types()).endsWith("response.completed");
        assertThat(first.text()).contains("word one");

        EventLines second = EventLines.turn(server.url(), "again-2", "anton", call);

        assertThat(second.types()).doesNotContain("response.ask_user").endsWith("response.completed");
        assertThat(second.text()).contains("word one");
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
