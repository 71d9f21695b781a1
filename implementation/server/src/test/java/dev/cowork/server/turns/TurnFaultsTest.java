package dev.cowork.server.turns;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cowork.server.testing.EventLines;
import dev.cowork.server.testing.FaultyDatabase;
import dev.cowork.server.testing.RunningServer;
import dev.cowork.server.testing.TestDatabase;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Flux;

/** Bug class: a turn that hangs, or that nobody can end, because the database or the agent does not do what it should. */
class TurnFaultsTest {

    private static final Duration SOON = Duration.ofSeconds(20);
    /** The statement that ends a turn in its row. */
    private static final String ENDING = "update turn set state = ?2, finished_at";

    @TempDir
    Path home;

    private final FaultyDatabase database = new FaultyDatabase();
    private final PlayedAgent agent = new PlayedAgent("played", true);
    private final PlayedAgent nameless = new PlayedAgent("nameless", false);
    private RunningServer server;

    @BeforeEach
    void start() throws IOException {
        TestDatabase.copyTo(home.resolve("cowork.db"));
        server = open();
    }

    private RunningServer open() {
        return RunningServer.own(Map.of("COWORK_HOME", home.toString()), database.below(), context -> {
            var beans = (GenericApplicationContext) context;
            beans.registerBean("played", PlayedAgent.class, () -> agent);
            beans.registerBean("nameless", PlayedAgent.class, () -> nameless);
        });
    }

    @AfterEach
    void close() {
        database.mend();
        server.close();
    }

    private EventLines running(String conversation) {
        EventLines turn = EventLines.turn(server.url(), conversation, "played");
        until(() -> turn.text().contains(PlayedAgent.WORD));
        return turn;
    }

    private HttpResponse<String> stop(String conversation) {
        return EventLines.post(
                        server.url(), "/api/v1/responses/cancel", "{\"conversation_id\":\"" + conversation + "\"}")
                .join();
    }

    private String state(String turn) {
        return server.bean(DatabaseClient.class)
                .sql("select state from turn where id = ?1")
                .bind(0, turn)
                .map(row -> String.valueOf(row.get(0)))
                .one()
                .block(SOON);
    }

    private static void until(BooleanSupplier reached) {
        for (long tick : Flux.interval(Duration.ofMillis(5))
                .onBackpressureDrop()
                .take(SOON)
                .toIterable()) {
            if (reached.getAsBoolean()) {
                return;
            }
        }
        throw new AssertionError("not reached within " + SOON);
    }

    @Test
    void aStopWhoseEndCannotBeSavedAnswersAfterTwentySecondsAndTheTurnEndsWhenItCanBe() {
        EventLines turn = running("unsaved");
        database.fail(ENDING, () -> new QueryTimeoutException("busy"));
        long before = System.nanoTime();

        HttpResponse<String> answer = stop("unsaved");

        assertThat(Duration.ofNanos(System.nanoTime() - before)).isBetween(SOON, SOON.plusSeconds(5));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
        assertThat(answer.body()).contains("server_busy");
        assertThat(answer.headers().firstValue("Retry-After")).isPresent();
        assertThat(state(turn.response())).isEqualTo("running");
        database.mend();
        until(() -> state(turn.response()).equals("cancelled"));
    }

    @Test
    void anAnswerThatCannotBeSavedIsNotTaken() {
        EventLines turn = EventLines.turn(server.url(), "unanswered", "anton", "/ask Which one?");
        until(() -> turn.text().contains("\"response.ask_user\""));
        database.fail("update question set answer", () -> new DataIntegrityViolationException("a fault of ours"));

        HttpResponse<String> answer = EventLines.post(
                        server.url(),
                        "/api/v1/responses/answer",
                        "{\"conversation_id\":\"unanswered\",\"values\":[\"yes\"]}")
                .join();

        assertThat(answer.statusCode()).as(answer.body()).isBetween(500, 599);
        assertThat(turn.types()).doesNotContain("response.ask_user_answered");
    }

    @Test
    void aTurnThatIsOpenAndThatNobodyRunsIsEndedByAStopAndTheNextOneRuns() {
        EventLines orphan = running("orphaned");
        EventLines next = EventLines.turn(server.url(), "orphaned", "played");
        agent.finish(next.response());
        server.bean(TurnEngine.class).drop(orphan.response());

        HttpResponse<String> answer = EventLines.post(
                        server.url(), "/api/v1/responses/cancel", "{\"response_id\":\"" + orphan.response() + "\"}")
                .join();

        assertThat(answer.body()).contains("\"cancelled\":true");
        assertThat(state(orphan.response())).isEqualTo("cancelled");
        assertThat(EventLines.tail(server.url(), orphan.response()).types()).endsWith("response.cancelled");
        assertThat(next.types()).endsWith("response.completed");
    }

    @Test
    void aTurnWhoseEndCanNeverBeSavedIsTakenFromItsReadersAndEndedByTheNextStart() {
        EventLines turn = running("never-ended");
        database.fail(ENDING, () -> new DataIntegrityViolationException("a fault of ours"));

        agent.finish(turn.response());

        assertThat(turn.types()).endsWith("response.failed").doesNotContain("response.completed");
        assertThat(turn.text()).contains("\"code\":\"storage_error\"");
        assertThat(state(turn.response())).isEqualTo("running");
        until(() -> server.bean(TurnEngine.class).open().isEmpty());
        database.mend();
        server.close();
        server = open();
        assertThat(state(turn.response())).isEqualTo("interrupted");
        EventLines again = EventLines.tail(server.url(), turn.response());
        assertThat(again.types()).endsWith("response.incomplete").containsOnlyOnce("response.incomplete");
        assertThat(again.text()).contains(PlayedAgent.WORD);
    }

    @Test
    void anAgentThatDoesNotSayItsModelHoldsTheStartForFourSecondsOnly() {
        // the very first turn of a server may take longer
        agent.finish(running("first").response());
        long before = System.nanoTime();
        EventLines turn = EventLines.turn(server.url(), "nameless", "nameless");
        nameless.finish(turn.response());

        assertThat(turn.types()).startsWith("response.created").endsWith("response.completed");
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(TurnEngine.CHOICE.plusSeconds(4));
    }

    @Test
    void aTurnThatIsTakenFromTheQueueBeforeItsFirstFrameIsOutBeginsAfterIt() {
        EventLines first = running("gap");
        FaultyDatabase.Hold hold = database.holdNext();
        EventLines second = EventLines.turn(server.url(), "gap", "played");
        hold.committed().block(SOON);
        agent.finish(first.response());
        assertThat(first.types()).endsWith("response.completed");
        until(() -> List.of("running", "failed").contains(stateOfLast("gap")));

        hold.release();

        agent.finish(second.response());
        List<String> types = second.types();
        assertThat(types).startsWith("response.created", "response.queued").endsWith("response.completed");
        assertThat(types).containsOnlyOnce("response.created").contains("response.output_text.delta");
    }

    private String stateOfLast(String conversation) {
        return server.bean(DatabaseClient.class)
                .sql("select t.state from turn t join conversation c on c.no = t.conversation_no where c.id = ?1"
                        + " order by t.ordinal desc limit 1")
                .bind(0, conversation)
                .map(row -> String.valueOf(row.get(0)))
                .one()
                .block(SOON);
    }
}
