package dev.cowork.contracttests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cowork.contracttests.contracts.Bundle;
import dev.cowork.contracttests.schema.StrictSchemas;
import dev.cowork.contracttests.server.Api;
import dev.cowork.contracttests.server.Http;
import dev.cowork.contracttests.server.ServedBundle;
import dev.cowork.contracttests.server.ServerProcess;
import dev.cowork.contracttests.stream.Frame;
import dev.cowork.contracttests.stream.Frames;
import dev.cowork.contracttests.stream.StrictReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Catches: a turn that forgets what it has asked, a command that runs without leave, an answer that is lost or counted twice. */
class WaitingTest {

    private static final String COMMAND = "/tool shell {\"command\":\"echo ran >> %s\"}\n/say after";

    private ServerProcess server;
    private StrictSchemas schemas;

    @BeforeEach
    void start() {
        server = ServerProcess.start();
        schemas = new StrictSchemas(ServedBundle.of(server.base()));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private void killAndStart() {
        server.kill9();
        server = server.restart();
    }

    /** Starts a turn and leaves it as soon as it waits; gives the frame that asks. */
    private Frame asked(String conversation, String input) {
        return asked(Api.turn(conversation, input));
    }

    private Frame asked(Http.Request message) {
        try (var turn = StrictReader.open(server.base(), message, schemas)) {
            return turn.until(frame -> frame.type().equals("response.ask_user"));
        }
    }

    private List<Frame> whole(Frame asked) {
        try (var turn = StrictReader.open(server.base(), Api.tail(asked.responseId(), 0), schemas)) {
            return turn.rest();
        }
    }

    private static ObjectNode answer(Frame asked) {
        return Bundle.JSON
                .createObjectNode()
                .put("question_id", asked.data().path("question_id").asString());
    }

    private static ObjectNode choice(Frame asked, String value) {
        ObjectNode answer = answer(asked);
        answer.putArray("values").add(value);
        return answer;
    }

    private JsonNode ok(ObjectNode answer) {
        return server.api().call("POST", "/responses/answer", answer);
    }

    private Http.Response send(String body) {
        return server.api()
                .send(Http.Request.of("POST", Api.path("/responses/answer")).json(body));
    }

    private Path file(String name) {
        return Path.of(server.api().get("/projects").path(0).path("path").asString())
                .resolve(name);
    }

    private static List<String> types(List<Frame> frames) {
        return frames.stream().map(Frame::type).toList();
    }

    @Test
    void aQuestionOutlivesTheServerAndItsAnswerCompletesTheTurn() {
        Frame asked = asked("killed", "/say before\n/ask Which sheet?\n/say after");

        killAndStart();
        JsonNode inFlight = server.api().inFlight("killed");
        assertThat(inFlight.path("status").asString()).isEqualTo("waiting");
        assertThat(inFlight.at("/questions/0/question_id"))
                .isEqualTo(asked.data().path("question_id"));
        JsonNode result = ok(choice(asked, "yes"));

        assertThat(result.path("accepted").asBoolean()).isTrue();
        List<Frame> all = whole(asked);
        assertThat(types(all))
                .containsOnlyOnce("response.created", "response.ask_user", "response.ask_user_answered")
                .endsWith("response.completed");
        assertThat(Frames.text(all)).startsWith("before").contains("after");
        assertThat(all)
                .filteredOn(frame -> frame.type().equals("response.ask_user"))
                .containsExactly(asked);
        List<JsonNode> items = server.api().items("killed");
        assertThat(items).hasSize(2);
        assertThat(items.get(1).path("events").toString()).contains("response.ask_user_answered");
    }

    @Test
    void anApprovalOutlivesTheServerAndTheCommandRunsOnce() {
        Frame asked = asked("leave", COMMAND.formatted("once.txt"));
        assertThat(asked.data().path("kind").asString()).isEqualTo("approval");

        killAndStart();
        assertThat(file("once.txt")).doesNotExist();
        ok(answer(asked).put("decision", "allow"));

        assertThat(types(whole(asked))).endsWith("response.completed");
        assertThat(file("once.txt")).hasContent("ran");
    }

    @Test
    void anAnswerThatWasTakenIsNotTakenBackByAKill() {
        Frame asked = asked("answered", "/ask Which sheet?\n/emit 2000 5");
        ok(choice(asked, "no"));

        killAndStart();

        List<Frame> all = whole(asked);
        assertThat(types(all)).containsOnlyOnce("response.ask_user_answered");
        assertThat(Frames.last(all).type()).isIn("response.completed", "response.incomplete");
        assertThat(send(choice(asked, "no").toString()).status()).isEqualTo(200);
        assertThat(send(choice(asked, "yes").toString()).status()).isEqualTo(409);
    }

    @Test
    void aDeniedCommandNeverRuns() {
        Frame asked = asked("denied", COMMAND.formatted("denied.txt"));

        ok(answer(asked).put("decision", "deny"));

        List<Frame> all = whole(asked);
        assertThat(types(all)).endsWith("response.completed");
        assertThat(all.toString()).contains("did not allow this");
        assertThat(file("denied.txt")).doesNotExist();
    }

    @Test
    void aDeniedCommandNeverRunsHiddenInALineThatIsAllowed() throws IOException {
        for (String rule : List.of("{'pattern':'*','effect':'allow'", "{'pattern':'rm *','effect':'deny'")) {
            server.api()
                    .ok(Http.Request.of("PUT", Api.path("/permissions"))
                            .json((rule + ",'tool':'shell'}").replace('\'', '"')));
        }
        server.api().say("plain", "/tool shell {\"command\":\"echo kept > denied.txt\"}");
        assertThat(file("denied.txt")).hasContent("kept");

        for (String line : List.of(
                "echo seen; rm denied.txt",
                "rm denied.txt; echo seen",
                "echo seen && sudo -n rm denied.txt || rm denied.txt",
                "echo seen $(rm denied.txt)",
                "echo seen `rm denied.txt`",
                "> /dev/null rm denied.txt",
                "sh -c 'rm denied.txt'; echo seen")) {
            server.api().say("hidden", "/tool shell {\"command\":\"" + line + "\"}");

            assertThat(server.api().items("hidden").getLast().path("events").toString())
                    .as(line)
                    .contains("rules of the person do not allow");
            assertThat(file("denied.txt")).as(line).hasContent("kept");
        }
    }

    @Test
    void aRememberedDecisionHoldsAfterARestartUntilItIsForgotten() {
        Frame asked = asked("kept", COMMAND.formatted("kept.txt"));
        ok(answer(asked).put("decision", "allow").put("remember", true));
        assertThat(types(whole(asked))).endsWith("response.completed");

        killAndStart();
        server.api().say("kept-again", COMMAND.formatted("kept.txt"));
        assertThat(file("kept.txt")).hasContent("ran\nran");
        JsonNode rule = server.api().get("/permissions").at("/permissions/0");
        assertThat(rule.path("pattern").asString()).isEqualTo("echo ran >> kept.txt");
        server.api()
                .ok(Http.Request.of(
                        "DELETE",
                        Api.path("/permissions?tool=shell&pattern=echo%20ran%20%3E%3E%20kept.txt&project_id="
                                + rule.path("project_id").asString())));

        Frame again = asked("kept-no-more", COMMAND.formatted("kept.txt"));
        assertThat(again.data().path("target").asString()).isEqualTo("echo ran >> kept.txt");
    }

    @Test
    void aRememberedDecisionHoldsInNoOtherProjectAndForNoOtherCommand() {
        Frame asked = asked("here", COMMAND.formatted("kept.txt"));
        ok(answer(asked).put("decision", "allow").put("remember", true));
        assertThat(types(whole(asked))).endsWith("response.completed");
        JsonNode other = server.api()
                .call("POST", "/projects", Bundle.JSON.createObjectNode().put("name", "Other"));

        Frame elsewhere = asked(Http.Request.of("POST", Api.path("/responses"))
                .json(Api.message("there", COMMAND.formatted("kept.txt"), true)
                        .put("project_id", other.path("id").asString())
                        .toString()));
        Frame more = asked("more", COMMAND.formatted("kept.txt; touch more.txt"));

        assertThat(elsewhere.data().path("target").asString()).isEqualTo("echo ran >> kept.txt");
        assertThat(more.data().path("target").asString()).isEqualTo("echo ran >> kept.txt; touch more.txt");
        assertThat(file("more.txt")).doesNotExist();
    }

    @Test
    void leaveForOneCommandIsNoneForASecondBehindItAndWhatIsDeniedStaysSo() {
        for (String rule : List.of(
                "{\"tool\":\"shell\",\"pattern\":\"echo *\",\"effect\":\"allow\"}",
                "{\"tool\":\"shell\",\"pattern\":\"touch *\",\"effect\":\"allow\"}",
                "{\"tool\":\"shell\",\"pattern\":\"*secret*\",\"effect\":\"deny\"}")) {
            server.api().call("PUT", "/permissions", Bundle.JSON.readTree(rule));
        }

        assertThat(server.api()
                        .say("one", "/tool shell {\"command\":\"touch one.txt\"}\n/say done")
                        .toString())
                .contains("done");
        assertThat(file("one.txt")).exists();
        assertThat(asked("two", "/tool shell {\"command\":\"echo a; touch two.txt\"}")
                        .data()
                        .path("target")
                        .asString())
                .isEqualTo("echo a; touch two.txt");
        assertThat(file("two.txt")).doesNotExist();
        for (String command : List.of("touch secret.txt", "touch secret.txt; true")) {
            server.api().say("denied", "/tool shell {\"command\":\"" + command + "\"}");
            assertThat(server.api().items("denied").getLast().path("events").toString())
                    .contains("rules of the person do not allow");
        }
        assertThat(file("secret.txt")).doesNotExist();
    }

    @Test
    void ofTwoAnswersAtTheSameTimeOneCounts() {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 10; i++) {
                Frame asked = asked("race-" + i, "/ask Which sheet?");
                String yes = choice(asked, "yes").toString();
                String no = choice(asked, "no").toString();
                var first = CompletableFuture.supplyAsync(() -> send(yes).status(), threads);
                var second = CompletableFuture.supplyAsync(() -> send(no).status(), threads);

                assertThat(List.of(first.join(), second.join())).containsExactlyInAnyOrder(200, 409);
                assertThat(types(whole(asked)))
                        .containsOnlyOnce("response.ask_user_answered")
                        .endsWith("response.completed");
            }
        }
    }

    @Test
    void garbageIsRefusedAndTheTurnStillWaits() {
        Frame asked = asked("garbage", "/ask Which sheet?");
        String id = asked.data().path("question_id").asString();

        for (String body : List.of(
                "{\"question_id\":\"" + id + "\",\"values\":\"yes\"}",
                "{\"question_id\":\"" + id + "\",\"values\":[null]}",
                "{\"question_id\":\"" + id + "\",\"values\":[7]}",
                "{\"question_id\":\"" + id + "\",\"text\":\"" + "x".repeat(8193) + "\"}",
                "{\"question_id\":\"" + id + "\",\"decision\":\"allow\"}",
                "{\"question_id\":\"' or 1=1 --\",\"values\":[\"yes\"]}",
                "{\"question_id\":[\"" + id + "\"],\"values\":[\"yes\"]}",
                "{\"values\":[\"yes\"]}",
                "[]",
                "{")) {
            assertThat(send(body).status()).as(body).isBetween(400, 499);
        }

        assertThat(server.api().inFlight("garbage").path("status").asString()).isEqualTo("waiting");
        ok(choice(asked, "yes"));
        assertThat(types(whole(asked))).endsWith("response.completed");
    }
}
