package dev.cowork.server.turns;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cowork.server.agent.TurnEvent;
import dev.cowork.server.journal.Entry;
import dev.cowork.server.testing.CountingDatabase;
import dev.cowork.server.testing.EventLines;
import dev.cowork.server.testing.FaultyDatabase;
import dev.cowork.server.testing.RunningServer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Flux;

/**
 * Bug class: a turn that loses, repeats or shows too early what it said last, because that is written together with its end. The last words
 * wait here behind a commit that the test holds, so that they are unwritten when the turn completes, however fast the machine is.
 */
class LastWordsTest {

    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String ENDING = "update turn set state = ?2, finished_at";
    private static final String EVENTS = "insert into event";
    private static final List<String> ALL_SAID =
            List.of("message go", "message First.", "reasoning Because.", "message Second.");

    private static final FaultyDatabase DATABASE = new FaultyDatabase();
    private static final TalkingAgent AGENT = new TalkingAgent();
    private static RunningServer server;
    private static CountingDatabase counted;

    @BeforeAll
    static void start() {
        server = RunningServer.own(Map.of(), DATABASE.below(), context -> {
            ((GenericApplicationContext) context).registerBean("talking", TalkingAgent.class, () -> AGENT);
            context.getBeanFactory().addBeanPostProcessor(new BeanPostProcessor() {
                @Override
                public Object postProcessAfterInitialization(Object bean, String name) {
                    if (bean instanceof DatabaseClient client) {
                        counted = new CountingDatabase(client);
                        return counted;
                    }
                    return bean;
                }
            });
        });
    }

    @AfterEach
    void mend() {
        DATABASE.mend();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    /** A turn that has said all; its last words wait for a commit that has happened and that it has not heard of. */
    private record Spoken(EventLines live, String id, FaultyDatabase.Hold hold) {}

    private static Spoken spoken(String conversation) {
        EventLines live = EventLines.turn(server.url(), conversation, TalkingAgent.ID);
        String id = live.response();
        AGENT.begun(id);
        FaultyDatabase.Hold hold = DATABASE.holdNext();
        AGENT.letGo(id);
        hold.committed().block(SOON);
        Objects.requireNonNull(server.bean(TurnEngine.class).find(id)).stopped().block(SOON);
        return new Spoken(live, id, hold);
    }

    /** So many statements that begin like this fail, then all works again. */
    private static AtomicInteger fail(String statement, int times, Supplier<RuntimeException> error) {
        AtomicInteger failed = new AtomicInteger();
        DATABASE.fail(statement, () -> {
            if (failed.incrementAndGet() == times) {
                DATABASE.mend();
            }
            return error.get();
        });
        return failed;
    }

    private static List<String> rows(String sql, String id) {
        return Objects.requireNonNull(server.bean(DatabaseClient.class)
                .sql(sql)
                .bind(0, id)
                .map(row -> String.valueOf(row.get(0)))
                .all()
                .collectList()
                .block(SOON));
    }

    private static String state(String id) {
        return rows("select state from turn where id = ?1", id).getFirst();
    }

    private static long written(String id) {
        return Long.parseLong(
                rows("select count(*) from event e join turn t on t.stream_no = e.stream_no where t.id = ?1", id)
                        .getFirst());
    }

    private static List<Entry<TurnEvent>> log(String id) {
        Turns turns = server.bean(Turns.class);
        return Objects.requireNonNull(turns.require("local", id)
                .flatMapMany(turn -> turns.follow(turn, 0))
                .collectList()
                .block(SOON));
    }

    private static List<String> frames(EventLines stream) {
        stream.types();
        return stream.text()
                .lines()
                .filter(line -> line.matches("(id|event|data): .*"))
                .toList();
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

    /** All it has said is there once, in its log, as items, in its usage and in its last event, and nobody holds it any more. */
    private static void assertWhole(String id) {
        List<Entry<TurnEvent>> log = log(id);
        assertThat(log)
                .extracting(Entry::seq)
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, log.size()).boxed().toList());
        assertThat(log.stream().map(Entry::event).toList()).containsOnlyOnceElementsOf(AGENT.saidBy(id));
        assertThat(log)
                .filteredOn(entry -> entry.event() instanceof TurnEvent.Ending)
                .singleElement()
                .isSameAs(log.getLast());
        assertThat(log.getLast().event()).isInstanceOfSatisfying(TurnEvent.Completed.class, end -> {
            assertThat(end.output()).extracting(TurnEvent.OutputMessage::text).containsExactly("First.", "Second.");
            assertThat(end.usage()).isEqualTo(new TurnEvent.TurnUsage(7L, null, 3L, null));
            assertThat(end.model()).isEqualTo("talked");
        });
        assertThat(state(id)).isEqualTo("completed");
        assertThat(rows(
                        "select i.type || ' ' || i.text from item i join turn t on t.no = i.turn_no where t.id = ?1"
                                + " order by i.position",
                        id))
                .isEqualTo(ALL_SAID);
        assertThat(rows("select input_tokens from usage where turn_id = ?1", id))
                .containsExactly("7");
        until(() -> server.bean(TurnEngine.class).find(id) == null);
    }

    /** Whoever follows sees the same as who comes later: each frame once, the numbers rise, the last one alone is an end. */
    private static void assertSeenAlike(Spoken turn) {
        List<String> types = turn.live().types();
        assertThat(types).endsWith("response.completed");
        assertThat(types)
                .filteredOn(type -> type.matches("response\\.(completed|failed|cancelled|incomplete)"))
                .hasSize(1);
        List<String> frames = frames(turn.live());
        assertThat(frames.stream()
                        .filter(line -> line.startsWith("id: "))
                        .map(line -> Long.valueOf(line.substring(line.indexOf(':', 4) + 1)))
                        .toList())
                .isSorted()
                .doesNotHaveDuplicates()
                .hasSameSizeAs(types);
        assertThat(frames(EventLines.tail(server.url(), turn.id()))).isEqualTo(frames);
    }

    @Test
    void costOneStatementWithTheEndAndHaveItsTime() {
        Spoken turn = spoken("together");
        long before = written(turn.id());
        counted.reset();

        turn.hold().release();

        assertSeenAlike(turn);
        assertThat(counted.beginning(EVENTS)).as("%s", counted).isEqualTo(1);
        assertThat(log(turn.id()).stream().skip(before).map(Entry::at).distinct())
                .hasSize(1);
        assertThat(log(turn.id()).size() - before)
                .as("the last words and the end")
                .isEqualTo(TalkingAgent.LAST + 1L);
        assertWhole(turn.id());
    }

    @Test
    void areSeenByNobodyBeforeTheEndIsDurable() {
        Spoken turn = spoken("unseen");
        FaultyDatabase.Hold end = DATABASE.holdNext();
        turn.hold().release();
        end.committed().block(SOON);

        assertThat(state(turn.id())).isEqualTo("completed");
        assertThat(server.bean(TurnEngine.class).find(turn.id()))
                .as("it is not over")
                .isNotNull();
        assertThat(turn.live().text()).doesNotContain("Because.", "Second.", "response.completed");
        end.release();

        assertSeenAlike(turn);
        assertWhole(turn.id());
    }

    /** Every statement of that transaction, from the first to the last, refused for now or for good. */
    static Stream<Arguments> faults() {
        return Stream.of(
                        ENDING,
                        "insert into item",
                        "insert into usage",
                        "update conversation",
                        EVENTS,
                        "update stream set terminal",
                        "update turn set state = 'running'")
                .flatMap(statement -> Stream.of(
                        Arguments.of(statement, new QueryTimeoutException("busy")),
                        Arguments.of(statement, new DataIntegrityViolationException("a fault of ours"))));
    }

    @ParameterizedTest
    @MethodSource("faults")
    void areThereOnceAndTheTurnCompletesWhenTheirTransactionFailsOnce(String statement, RuntimeException error) {
        Spoken turn = spoken("once-" + Math.abs((statement + error).hashCode()));
        AtomicInteger failed = fail(statement, 1, () -> error);

        turn.hold().release();

        assertSeenAlike(turn);
        assertThat(failed).hasValue(1);
        assertWhole(turn.id());
    }

    @Test
    void areThereOnceAndTheTurnCompletesWhenTheDatabaseIsBusyForSomeTime() {
        Spoken turn = spoken("busy");
        AtomicInteger failed = fail(EVENTS, 5, () -> new QueryTimeoutException("busy"));

        turn.hold().release();

        assertSeenAlike(turn);
        assertThat(failed).hasValue(5);
        assertWhole(turn.id());
    }

    @Test
    void areSeenWhenTheEndIsRefusedForSomeTimeAndTheTurnCompletesLater() {
        Spoken turn = spoken("end-refused");
        AtomicInteger failed = fail(ENDING, 3, () -> new QueryTimeoutException("busy"));

        turn.hold().release();

        assertThat(turn.live().types()).endsWith("response.failed").containsOnlyOnce("response.failed");
        assertThat(turn.live().text()).contains("\"code\":\"storage_error\"");
        until(() -> state(turn.id()).equals("completed"));
        assertThat(failed).hasValue(3);
        List<String> later = frames(EventLines.tail(server.url(), turn.id()));
        List<String> numbered = frames(turn.live()).stream()
                .filter(line -> line.startsWith("id: "))
                .toList();
        assertThat(later).containsOnlyOnceElementsOf(numbered);
        assertWhole(turn.id());
    }
}
