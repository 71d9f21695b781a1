package dev.cowork.r2dbc.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.r2dbc.spi.R2dbcTransientResourceException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** Bug class: waiting work must be bounded, and must wait elsewhere than on the caller's thread. */
class QueueTest {

    private static final int CAPACITY = 3;

    private final Scheduler emitOn = Schedulers.newSingle("emit-here");
    private TestDatabase db;

    @BeforeEach
    void open(@TempDir Path folder) {
        db = TestDatabase.in(folder, builder -> builder.queueCapacity(CAPACITY).emitOn(emitOn));
        db.script("CREATE TABLE t (id INTEGER PRIMARY KEY)");
    }

    @AfterEach
    void close() {
        db.close();
        emitOn.dispose();
    }

    @Test
    void aFullQueueRefusesByNameAndTheRestIsDone() {
        SqliteConnection holder = TestDatabase.hold(db.connect());
        List<CompletableFuture<Long>> waiting = new ArrayList<>();
        for (int i = 0; i < CAPACITY; i++) {
            waiting.add(db.update("INSERT INTO t VALUES (?)", i).toFuture());
        }

        assertThatThrownBy(() -> db.update("INSERT INTO t VALUES (99)").block())
                .isInstanceOf(SqliteQueueFullException.class)
                .isInstanceOf(R2dbcTransientResourceException.class)
                .hasMessageContaining("3 tasks");
        assertThat(db.statistics().refused()).isEqualTo(1);
        assertThat(db.statistics().queuedWrites()).isEqualTo(CAPACITY);

        holder.rollbackTransaction().block();
        waiting.forEach(CompletableFuture::join);
        assertThat(db.count("t")).isEqualTo(CAPACITY);
    }

    @Test
    void subscribingReturnsWhileTheWriterIsBusyEvenOnANonBlockingThread() {
        SqliteConnection holder = TestDatabase.hold(db.connect());
        AtomicReference<CompletableFuture<Long>> write = new AtomicReference<>();

        // a subscriber's thread that blocked would never get to the rollback below
        Mono.fromRunnable(() -> write.set(db.update("INSERT INTO t VALUES (1)").toFuture()))
                .subscribeOn(Schedulers.parallel())
                .block();
        assertThat(write.get()).isNotDone();

        holder.rollbackTransaction().block();
        assertThat(write.get().join()).isEqualTo(1);
    }

    @Test
    void resultsErrorsAndEndsAreSignalledOnTheConfiguredScheduler() {
        Thread caller = Thread.currentThread();
        List<Thread> threads = new ArrayList<>();
        db.with(connection -> connection
                        .beginTransaction()
                        .thenMany(connection.createStatement("SELECT 1").execute())
                        .doOnNext(x -> threads.add(Thread.currentThread()))
                        .thenMany(connection.createStatement("SELECT nonsense").execute())
                        .doOnError(x -> threads.add(Thread.currentThread()))
                        .onErrorComplete()
                        .thenMany(connection.commitTransaction())
                        .doOnComplete(() -> threads.add(Thread.currentThread())))
                .blockLast();

        assertThat(threads)
                .hasSize(3)
                .doesNotContain(caller)
                .allSatisfy(thread -> assertThat(thread.getName()).startsWith("emit-here"));
    }

    @Test
    void aReadStartedAfterAWriteWasAnsweredSeesIt() {
        for (int i = 1; i <= 300; i++) {
            db.update("INSERT INTO t VALUES (?)", i).block();
            assertThat(db.count("t")).isEqualTo(i);
        }
    }
}
