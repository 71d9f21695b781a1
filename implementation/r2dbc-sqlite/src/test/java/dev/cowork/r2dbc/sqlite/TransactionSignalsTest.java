package dev.cowork.r2dbc.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Bug class: who listens to a statement holds up others, or a transaction that costs fewer changes of thread keeps less of its promises. */
class TransactionSignalsTest extends TransactionFixture {

    private static final String WRITER = "sqlite-writer";

    private static Mono<String> thread() {
        return Mono.fromSupplier(() -> Thread.currentThread().getName());
    }

    /** The threads on which its statements and its end are heard. */
    private List<String> threads(SqliteConnection connection) {
        return connection
                .beginTransaction()
                .then(insert(connection, 1))
                .then(thread())
                .flatMap(first -> insert(connection, 2)
                        .then(thread())
                        .flatMap(second ->
                                connection.commitTransaction().then(thread()).map(end -> List.of(first, second, end))))
                .block();
    }

    @Test
    void usuallyAllIsSignalledOnTheScheduler() {
        assertThat(threads(db.connect())).allSatisfy(name -> assertThat(name).startsWith("parallel-"));
    }

    @Nested
    class OnTheTransactionsOwnThread {

        @BeforeEach
        void choose() {
            reopen(builder -> builder.emitInTransactionsOn(Schedulers.immediate()));
        }

        @Test
        void onlyItsEndIsSignalledElsewhere() {
            assertThat(threads(db.connect()))
                    .satisfiesExactly(
                            first -> assertThat(first).isEqualTo(WRITER),
                            second -> assertThat(second).isEqualTo(WRITER),
                            end -> assertThat(end).startsWith("parallel-"));
        }

        @Test
        void whatRunsWithoutATransactionIsSignalledOnTheScheduler() {
            assertThat(db.update("INSERT INTO t VALUES (1, 'x')").then(thread()).block())
                    .startsWith("parallel-");
        }

        @Test
        void manyAtOnceAllCommit() {
            Flux.range(0, 50)
                    .flatMap(n -> db.with(connection -> connection
                            .beginTransaction()
                            .thenMany(Flux.fromStream(IntStream.range(0, 5).mapToObj(i -> n * 5L + i))
                                    .concatMap(id -> insert(connection, id)))
                            .then(connection.commitTransaction())))
                    .blockLast(Duration.ofSeconds(10));

            assertThat(db.count("t")).isEqualTo(250);
        }

        @Test
        void anErrorLeavesItOpenForAnotherStatement() {
            SqliteConnection connection = db.connect();
            connection
                    .beginTransaction()
                    .then(insert(connection, 1))
                    .then(insert(connection, 1))
                    .onErrorResume(taken -> insert(connection, 2))
                    .then(connection.commitTransaction())
                    .block();

            assertThat(db.count("t")).isEqualTo(2);
        }

        @Test
        void oneThatIsForgottenIsRolledBackByTheLimit() {
            reopen(builder ->
                    builder.emitInTransactionsOn(Schedulers.immediate()).leaseLimit(Duration.ofMillis(1_500)));
            SqliteConnection forgetful = db.connect();
            forgetful.beginTransaction().then(insert(forgetful, 1)).block();

            db.update("INSERT INTO t VALUES (2, 'x')").block(Duration.ofSeconds(20));

            assertThat(db.column(Long.class, "SELECT id FROM t")).containsExactly(2L);
        }

        @Test
        void aListenerThatWantsToWaitThereIsRefused() {
            SqliteConnection connection = db.connect();
            Mono<Long> waiting = connection
                    .beginTransaction()
                    .then(insert(connection, 1))
                    .map(rows -> db.update("INSERT INTO t VALUES (2, 'x')").block());

            assertThatThrownBy(() -> waiting.block(Duration.ofSeconds(10)))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining(WRITER);
            connection.close().block();
            assertThat(db.column(Long.class, "SELECT id FROM t")).doesNotContain(1L);
        }
    }
}
