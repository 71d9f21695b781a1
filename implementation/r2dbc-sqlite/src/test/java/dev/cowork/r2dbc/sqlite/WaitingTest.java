package dev.cowork.r2dbc.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.r2dbc.connection.R2dbcTransactionManager;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.reactive.TransactionalOperator;
import org.springframework.transaction.support.DefaultTransactionDefinition;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Bug class: on a loaded machine a queue is long but moves. Whoever counts all waiting against a time-out then fails
 * writes of which nobody is to blame.
 */
class WaitingTest {

    private static final Duration PATIENCE = Duration.ofMillis(1_500);
    private static final int TRANSACTIONS = 50;
    private static final Duration EACH = Duration.ofMillis(100);

    private TestDatabase db;

    @BeforeEach
    void open(@TempDir Path folder) {
        db = TestDatabase.in(
                folder,
                builder -> builder.lockWaitTimeout(PATIENCE)
                        .durability(SqliteDurability.NORMAL)
                        .closeTimeout(Duration.ofMillis(100)));
        db.script("CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT)");
    }

    @AfterEach
    void close() {
        db.close();
    }

    /** A transaction that keeps the writer for a while, as one does whose user gets no processor. */
    private Mono<Long> slowTransaction(int id) {
        return db.with(connection -> connection
                        .beginTransaction()
                        .then(TestDatabase.update(connection, "INSERT INTO t VALUES (?, 'x')", id))
                        .delayElement(EACH)
                        .flatMap(count -> connection.commitTransaction().thenReturn(count)))
                .next();
    }

    @Test
    void aLongQueueThatMovesMakesNobodyGiveUp() {
        assertThat(EACH.multipliedBy(TRANSACTIONS)).isGreaterThan(PATIENCE.multipliedBy(3));

        assertThatCode(() -> Flux.range(0, TRANSACTIONS)
                        .flatMap(this::slowTransaction, TRANSACTIONS)
                        .blockLast())
                .doesNotThrowAnyException();
        assertThat(db.count("t")).isEqualTo(TRANSACTIONS);
    }

    @Test
    void aTransactionAtWorkMakesNobodyGiveUpHoweverLongItTakes() {
        Mono<Void> steady = db.with(connection -> connection
                        .beginTransaction()
                        .thenMany(Flux.range(0, TRANSACTIONS)
                                .concatMap(i -> TestDatabase.update(connection, "INSERT INTO t VALUES (?, 'x')", i)
                                        .delayElement(EACH)))
                        .then(connection.commitTransaction()))
                .then();

        Mono<Long> other = Mono.delay(EACH).then(db.update("INSERT INTO t VALUES (-1, 'y')"));

        assertThatCode(() -> Mono.when(steady, other).block()).doesNotThrowAnyException();
    }

    @Test
    void aTimeoutChosenForAConnectionCountsAllWaiting() {
        SqliteConnection strict = db.connect();
        strict.setLockWaitTimeout(PATIENCE).block();

        Mono<Void> queue = Flux.range(0, TRANSACTIONS)
                .flatMap(this::slowTransaction, TRANSACTIONS)
                .then();
        Mono<Long> last = Mono.delay(EACH).then(TestDatabase.update(strict, "INSERT INTO t VALUES (-1, 'y')"));

        assertThatThrownBy(() -> Mono.when(queue, last).block())
                .isInstanceOf(SqliteLockTimeoutException.class)
                .hasMessageContaining("busy for longer")
                .hasMessageContaining("1500 ms");
    }

    @Test
    void aTransactionThatRequiresANewOneIsToldWhyItCannotHaveIt() {
        DatabaseClient client = DatabaseClient.create(db.factory);
        R2dbcTransactionManager manager = new R2dbcTransactionManager(db.factory);
        TransactionalOperator outer = TransactionalOperator.create(manager);
        TransactionalOperator inner = TransactionalOperator.create(
                manager, new DefaultTransactionDefinition(TransactionDefinition.PROPAGATION_REQUIRES_NEW));
        Mono<Void> insert = client.sql("INSERT INTO t(name) VALUES ('x')").then();

        assertThatThrownBy(() -> outer.transactional(insert.then(inner.transactional(insert)))
                        .block())
                .isNotInstanceOf(CannotCreateTransactionException.class)
                .rootCause()
                .isInstanceOf(SqliteLockTimeoutException.class)
                .hasMessageContaining("a transaction must not wait for another one");
        assertThat(db.count("t")).as("the outer one was rolled back").isZero();
        assertThat(db.statistics().openTransactions()).isZero();
    }
}
