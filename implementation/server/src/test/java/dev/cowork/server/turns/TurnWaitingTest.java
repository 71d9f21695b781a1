package dev.cowork.server.turns;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cowork.server.testing.EventLines;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Bug class: a question that is lost, answered twice, or that keeps its turn for ever. */
class TurnWaitingTest extends WaitingTurns {

    private static final String ASK = "/say before\\n/ask Which one?\\n/say after";

    private EventLines waiting(String conversation) {
        EventLines turn = EventLines.turn(server.url(), conversation, "anton", ASK);
        until(() -> inFlight(conversation).path("status").asString("").equals("waiting"));
        // the frame is on its way to the reader then
        until(() -> turn.text().contains("\"response.ask_user\""));
        return turn;
    }

    private CompletableFuture<HttpResponse<String>> send(String body) {
        return EventLines.post(server.url(), "/api/v1/responses/answer", body.replace('\'', '"'));
    }

    private HttpResponse<String> answer(String body) {
        return send(body).join();
    }

    private static String code(HttpResponse<String> refusal) {
        return json(refusal.body()).path("code").asString("");
    }

    @Nested
    class AQuestion {

        @Test
        void keepsTheStreamOpenAndTheTurnGoesOnWithItsAnswer() {
            EventLines turn = waiting("asked");
            assertThat(turn.text())
                    .contains("before", "\"prompt\":\"Which one?\"", "\"kind\":\"question\"")
                    .doesNotContain("\"delta\":\"after");

            HttpResponse<String> answer = answer("{'conversation_id':'asked','values':['yes']}");

            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            assertThat(json(answer.body()).path("accepted").asBoolean()).isTrue();
            assertThat(json(answer.body()).has("status")).isFalse();
            assertThat(turn.types())
                    .containsSubsequence("response.ask_user", "response.ask_user_answered", "response.completed")
                    .containsOnlyOnce("response.completed");
            assertThat(turn.text()).contains("after", "\"values\":[\"yes\"]");
        }

        @Test
        void isToldAgainToAClientThatReconnects() {
            EventLines turn = waiting("again");

            JsonNode inFlight = inFlight("again");

            assertThat(inFlight.path("in_flight").asBoolean()).isTrue();
            JsonNode question = inFlight.path("questions").path(0);
            assertThat(question.path("prompt").asString()).isEqualTo("Which one?");
            assertThat(question.path("options")).hasSize(2);
            assertThat(turn.text()).contains(question.path("question_id").asString());
            JsonNode items = get("/api/v1/conversations/again/items");
            assertThat(items).hasSize(1);
            assertThat(items.at("/0/questions/0")).isEqualTo(question);
        }

        @Test
        void waitsThroughARestartAndTheTurnGoesOnWhereItWas() {
            EventLines before = waiting("restarted");
            String id = inFlight("restarted").at("/questions/0/question_id").asString();
            server.close();
            server = open();
            EventLines turn = EventLines.tail(server.url(), before.response());
            assertThat(inFlight("restarted").path("status").asString()).isEqualTo("waiting");

            HttpResponse<String> answer = answer("{'question_id':'" + id + "','text':'my own words'}");

            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            assertThat(turn.types())
                    .containsOnlyOnce("response.created", "response.ask_user", "response.completed")
                    .endsWith("response.completed");
            assertThat(turn.text()).contains("after", "my own words").containsOnlyOnce("\"delta\":\"before");
        }

        @Test
        void thatWasAnsweredJustBeforeTheServerEndedGoesOnWithTheNextStart() {
            EventLines before = waiting("answered-late");
            server.bean(TurnEngine.class).stopAll().block(SOON);
            assertThat(answer("{'conversation_id':'answered-late','values':['no']}")
                            .statusCode())
                    .isEqualTo(200);
            server.close();

            server = open();

            EventLines turn = EventLines.tail(server.url(), before.response());
            assertThat(turn.types()).endsWith("response.completed");
            assertThat(turn.text()).contains("after");
        }

        @Test
        void leavesTheConversationBusySoThatTheNextMessageWaits() {
            EventLines first = waiting("busy");
            EventLines second = EventLines.turn(server.url(), "busy", "anton", "/say next");
            until(() -> second.text().contains("response.queued"));
            assertThat(inFlight("busy").path("response_id").asString()).isEqualTo(first.response());

            answer("{'conversation_id':'busy','skipped':true}");

            assertThat(first.types()).endsWith("response.completed");
            assertThat(second.types()).endsWith("response.completed");
        }

        @Test
        void isAskedThreeTimesInATurnAndNotMoreOften() {
            EventLines turn = EventLines.turn(
                    server.url(), "many", "anton", "/ask one\\n/ask two\\n/ask three\\n/ask four\\n/say after");
            for (String prompt : List.of("one", "two", "three")) {
                until(() ->
                        inFlight("many").at("/questions/0/prompt").asString("").equals(prompt));
                answer("{'conversation_id':'many','values':['yes']}");
            }

            assertThat(turn.types()).endsWith("response.completed");
            assertThat(turn.text()).contains("may ask no more", "after");
        }
    }

    @Nested
    class AnAnswer {

        @Test
        void thatIsRepeatedGivesTheSameResult() {
            waiting("twice");
            String id = inFlight("twice").at("/questions/0/question_id").asString();

            HttpResponse<String> first = answer("{'question_id':'" + id + "','values':['yes']}");
            HttpResponse<String> second = answer("{'question_id':'" + id + "','values':['yes']}");

            assertThat(second.statusCode()).isEqualTo(200);
            assertThat(second.body()).isEqualTo(first.body());
        }

        @Test
        void thatDiffersFromTheFirstIsRefused() {
            waiting("differs");
            String id = inFlight("differs").at("/questions/0/question_id").asString();
            answer("{'question_id':'" + id + "','values':['yes']}");

            HttpResponse<String> second = answer("{'question_id':'" + id + "','values':['no']}");

            assertThat(second.statusCode()).isEqualTo(409);
            assertThat(code(second)).isEqualTo("already_answered");
        }

        @Test
        void ofTwoAtTheSameTimeCountsOnce() {
            EventLines turn = waiting("race");
            String id = inFlight("race").at("/questions/0/question_id").asString();

            CompletableFuture<HttpResponse<String>> yes = send("{'question_id':'" + id + "','values':['yes']}");
            CompletableFuture<HttpResponse<String>> no = send("{'question_id':'" + id + "','values':['no']}");

            assertThat(List.of(yes.join().statusCode(), no.join().statusCode())).containsExactlyInAnyOrder(200, 409);
            assertThat(turn.types())
                    .containsOnlyOnce("response.ask_user_answered")
                    .endsWith("response.completed");
        }

        @ParameterizedTest
        @CsvSource(
                quoteCharacter = '`',
                value = {
                    "{}, 422, validation_failed",
                    "{'conversation_id':'judged'}, 400, empty_answer",
                    "`{'conversation_id':'judged','values':['perhaps']}`, 400, invalid_option",
                    "`{'conversation_id':'judged','values':['yes','no']}`, 400, ambiguous_answer",
                    "`{'conversation_id':'judged','values':['yes'],'skipped':true}`, 400, ambiguous_answer",
                    "`{'question_id':'ask_missing','values':['yes']}`, 404, question_not_found",
                    "`{'conversation_id':'nowhere','values':['yes']}`, 404, question_not_found",
                    "`{'response_id':'resp_missing','values':['yes']}`, 404, question_not_found"
                })
        void thatIsNoneIsRefusedAndTheTurnStillWaits(String body, int status, String code) {
            String conversation = "judged-" + Integer.toHexString(body.hashCode());
            waiting(conversation);

            HttpResponse<String> refusal = answer(body.replace("judged", conversation));

            assertThat(refusal.statusCode()).as(refusal.body()).isEqualTo(status);
            assertThat(code(refusal)).isEqualTo(code);
            assertThat(inFlight(conversation).path("status").asString()).isEqualTo("waiting");
        }

        @Test
        void thatNamesTheQuestionAndTheWrongConversationIsRefused() {
            waiting("right");
            String id = inFlight("right").at("/questions/0/question_id").asString();

            HttpResponse<String> refusal =
                    answer("{'question_id':'" + id + "','conversation_id':'wrong','values':['yes']}");

            assertThat(refusal.statusCode()).isEqualTo(404);
        }

        @Test
        void thatTypesAnOptionChoosesIt() {
            EventLines turn = waiting("typed");

            answer("{'conversation_id':'typed','text':'Yes'}");

            assertThat(turn.types()).endsWith("response.completed");
            assertThat(turn.text()).contains("\"values\":[\"yes\"],\"text\":null");
        }
    }

    @Nested
    class AStop {

        @Test
        void closesTheQuestionAndEndsTheTurnAtOnce() {
            EventLines turn = waiting("stopped");
            String id = inFlight("stopped").at("/questions/0/question_id").asString();

            HttpResponse<String> stopped = EventLines.post(
                            server.url(), "/api/v1/responses/cancel", "{\"conversation_id\":\"stopped\"}")
                    .join();

            assertThat(stopped.body()).contains("\"cancelled\":true");
            assertThat(turn.types()).endsWith("response.ask_user_answered", "response.cancelled");
            assertThat(turn.text()).contains("\"status\":\"cancelled\"");
            HttpResponse<String> late = answer("{'question_id':'" + id + "','values':['yes']}");
            assertThat(late.statusCode()).isEqualTo(409);
            assertThat(code(late)).isEqualTo("question_closed");
        }

        @Test
        void afterARestartDoesTheSame() {
            EventLines before = waiting("stopped-later");
            server.close();
            server = open();

            EventLines.post(server.url(), "/api/v1/responses/cancel", "{\"conversation_id\":\"stopped-later\"}")
                    .join();

            assertThat(EventLines.tail(server.url(), before.response()).types())
                    .endsWith("response.ask_user_answered", "response.cancelled");
        }
    }
}
