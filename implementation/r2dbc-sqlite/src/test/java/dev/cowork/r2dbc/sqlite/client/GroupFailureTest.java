package dev.cowork.r2dbc.sqlite.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cowork.r2dbc.sqlite.ClientAccess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Mono;

/** Bug class: an error that puts a whole group in doubt is answered as if it had cost one statement, or costs everybody. */
class GroupFailureTest {

    private static final int GUILTY = 3;
    private static final int MEMBERS = 6;

    private final List<Integer> runs = new CopyOnWriteArrayList<>();
    private SqliteClient client;

    @BeforeEach
    void open(@TempDir Path folder) {
        client = ClientAccess.open(folder.resolve("group.db").toString());
        submit(Mode.ALONE, session -> {
                    session.control("CREATE TABLE t (id INTEGER PRIMARY KEY)");
                    return true;
                })
                .block();
    }

    @AfterEach
    void close() {
        client.close().block();
    }

    private <T> Mono<T> submit(Mode mode, Work<T> work) {
        return new Mono<>() {
            @Override
            public void subscribe(CoreSubscriber<? super T> actual) {
                client.submit(new Request<>(mode, false, null, work, new Patience(Duration.ZERO, false), 0), actual);
            }
        };
    }

    private Mono<Boolean> insert(int id, Work<Boolean> afterwards) {
        return submit(Mode.WRITE, session -> {
            runs.add(id);
            session.control("INSERT INTO t VALUES (" + id + ")");
            return afterwards.run(session);
        });
    }

    /** Submits all while the writer is kept busy, so that they make one group. */
    private List<CompletableFuture<Boolean>> together(Work<Boolean> guilty) throws InterruptedException {
        CountDownLatch started = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        CompletableFuture<Boolean> busy = submit(Mode.ALONE, session -> {
                    started.countDown();
                    awaitQuietly(go);
                    return true;
                })
                .toFuture();
        started.await();
        List<CompletableFuture<Boolean>> answers = new ArrayList<>();
        for (int id = 1; id <= MEMBERS; id++) {
            answers.add(insert(id, id == GUILTY ? guilty : session -> true).toFuture());
        }
        go.countDown();
        busy.join();
        answers.forEach(answer -> answer.handle((value, error) -> null).join());
        return answers;
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private List<Integer> stored() {
        List<Integer> stored = submit(Mode.READ, session -> {
                    List<Integer> ids = new ArrayList<>();
                    try (var rows = session.prepare("SELECT id FROM t ORDER BY id")
                            .statement()
                            .executeQuery()) {
                        while (rows.next()) {
                            ids.add(rows.getInt(1));
                        }
                    }
                    return ids;
                })
                .block();
        return stored == null ? List.of() : stored;
    }

    private void assertOnlyTheGuiltyFailed(List<CompletableFuture<Boolean>> answers) {
        for (int id = 1; id <= MEMBERS; id++) {
            assertThat(answers.get(id - 1).isCompletedExceptionally())
                    .as("member %s", id)
                    .isEqualTo(id == GUILTY);
        }
        assertThat(stored()).containsExactly(1, 2, 4, 5, 6);
    }

    @ParameterizedTest
    @EnumSource(
            value = SQLiteErrorCode.class,
            names = {
                "SQLITE_FULL",
                "SQLITE_IOERR",
                "SQLITE_IOERR_FSYNC",
                "SQLITE_IOERR_WRITE",
                "SQLITE_NOMEM",
                "SQLITE_INTERRUPT",
                "SQLITE_CORRUPT"
            })
    void whatPutsTheGroupInDoubtUndoesItAndTheOthersRunAgainOneByOne(SQLiteErrorCode code) throws Exception {
        long commits = client.counters().commits();

        List<CompletableFuture<Boolean>> answers = together(session -> {
            throw new SQLiteException("for the test", code);
        });

        assertOnlyTheGuiltyFailed(answers);
        assertThat(runs).containsExactly(1, 2, 3, 1, 2, 4, 5, 6);
        assertThat(client.counters().commits() - commits).isEqualTo(MEMBERS);
    }

    @Test
    void anErrorOfItsOwnCostsTheGroupNothing() throws Exception {
        long commits = client.counters().commits();

        List<CompletableFuture<Boolean>> answers = together(session -> {
            session.control("DELETE FROM t WHERE id = " + GUILTY);
            session.control("INSERT INTO t VALUES (1)");
            return true;
        });

        assertOnlyTheGuiltyFailed(answers);
        assertThat(runs).containsExactly(1, 2, 3, 4, 5, 6);
        assertThat(client.counters().commits() - commits)
                .as("the busy one and the group")
                .isEqualTo(2);
    }

    @Test
    void anErrorThatIsNotFromSqliteCostsOnlyWhoThrewIt() throws Exception {
        assertOnlyTheGuiltyFailed(together(session -> {
            throw new IllegalStateException("for the test");
        }));
        assertOnlyTheGuiltyFailedIsRepeatable();
    }

    private void assertOnlyTheGuiltyFailedIsRepeatable() {
        assertThat(insert(50, session -> true).block()).isTrue();
        assertThat(stored()).contains(50);
    }
}
