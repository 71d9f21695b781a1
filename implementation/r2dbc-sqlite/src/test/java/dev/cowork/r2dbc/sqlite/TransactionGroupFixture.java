package dev.cowork.r2dbc.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;

/** A database whose transactions may share commits, and ways to make them wait together. */
@Timeout(60)
abstract class TransactionGroupFixture extends TransactionFixture {

    static final int LIMIT = 32;

    @Override
    @BeforeEach
    void open() {
        reopenWith(builder -> {});
    }

    /** Fails where a writer that is lost would let it wait for ever. */
    @Override
    @AfterEach
    void close() {
        db.factory.close().block(Duration.ofSeconds(20));
    }

    /** Opens it, or opens it again, with groups and other settings. */
    void reopenWith(Consumer<SqliteConnectionConfiguration.Builder> settings) {
        if (db != null) {
            db.close();
        }
        open(builder -> settings.accept(builder.transactionGroupLimit(LIMIT)));
    }

    /** Works in a transaction of its own and commits it. */
    Mono<Void> transaction(Function<SqliteConnection, Publisher<?>> work) {
        return db.with(connection -> connection
                        .beginTransaction()
                        .thenMany(work.apply(connection))
                        .then(connection.commitTransaction()))
                .then();
    }

    /** Inserts one row in a transaction and commits it. */
    Mono<Void> inserting(long id) {
        return transaction(connection -> insert(connection, id));
    }

    /** Inserts one row in auto-commit mode. */
    Mono<Void> write(long id) {
        return db.update("INSERT INTO t VALUES (?, 'x')", id).then();
    }

    /** Starts all, in this order, while the writer is held, and lets go when all wait for it; does not wait for them. */
    @SafeVarargs
    final List<CompletableFuture<Void>> started(Mono<Void>... work) {
        SqliteConnection holder = TestDatabase.hold(db.connect());
        List<CompletableFuture<Void>> answers = new ArrayList<>();
        for (Mono<Void> one : work) {
            answers.add(one.toFuture());
        }
        await().until(() -> db.statistics().queuedWrites() == work.length);
        holder.rollbackTransaction().then(holder.close()).block();
        return answers;
    }

    /** As {@link #started}, and waits until each has been answered: its error, or {@code null}. */
    @SafeVarargs
    final List<@Nullable Throwable> together(Mono<Void>... work) {
        List<@Nullable Throwable> errors = new ArrayList<>();
        started(work).forEach(answer -> errors.add(errorOf(answer)));
        return errors;
    }

    /** Waits for the answer: its error, or {@code null}. */
    static @Nullable Throwable errorOf(CompletableFuture<?> answer) {
        return answer.orTimeout(20, TimeUnit.SECONDS)
                .handle((value, error) -> error instanceof CompletionException e ? e.getCause() : error)
                .join();
    }

    /** A transaction that has asked to commit after inserting row 1, and one behind it that has inserted row 2 and dawdles. */
    record OpenGroup(Answer early, SqliteConnection dawdler) {}

    OpenGroup openGroup() {
        SqliteConnection early = db.connect();
        SqliteConnection dawdler = db.connect();
        List<CompletableFuture<Void>> inserted = started(
                early.beginTransaction().then(insert(early, 1)).then(),
                dawdler.beginTransaction().then(insert(dawdler, 2)).then());
        assertThat(errorOf(inserted.get(0))).isNull();
        Answer answer = new Answer();
        early.commitTransaction().subscribe(answer);
        assertThat(errorOf(inserted.get(1))).isNull();
        return new OpenGroup(answer, dawdler);
    }

    /** What anybody else finds in the file who knows nothing of the driver. */
    List<Long> idsInTheFile() {
        try (Connection plain = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("test.db"));
                ResultSet rows = plain.createStatement().executeQuery("SELECT id FROM t ORDER BY id")) {
            List<Long> ids = new ArrayList<>();
            while (rows.next()) {
                ids.add(rows.getLong(1));
            }
            return ids;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    List<Long> ids() {
        return db.column(Long.class, "SELECT id FROM t ORDER BY id");
    }

    /** The writer serves transactions and auto-commit writes as if nothing had happened. */
    void assertThatTheWriterWorksOn() {
        inserting(1_000_001).then(write(1_000_002)).block(Duration.ofSeconds(10));
        assertThat(ids()).contains(1_000_001L, 1_000_002L);
        assertThat(idsInTheFile()).contains(1_000_001L, 1_000_002L);
        assertThat(db.statistics().openTransactions()).isZero();
    }
}
