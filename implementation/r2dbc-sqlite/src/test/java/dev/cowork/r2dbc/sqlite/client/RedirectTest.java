package dev.cowork.r2dbc.sqlite.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cowork.r2dbc.sqlite.ClientAccess;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Mono;

/** Bug class: a statement taken for a read that writes after all must run, once, where it may write. */
class RedirectTest {

    private static final String INSERT = "INSERT INTO t VALUES (1)";

    private final List<String> threads = new CopyOnWriteArrayList<>();
    private SqliteClient client;

    @BeforeEach
    void open(@TempDir Path folder) {
        client = ClientAccess.open(folder.resolve("redirect.db").toString());
        submit(Mode.ALONE, null, session -> {
                    session.control("CREATE TABLE t (id INTEGER)");
                    return true;
                })
                .block();
    }

    @AfterEach
    void close() {
        client.close().block();
    }

    private <T> Mono<T> submit(Mode mode, @Nullable String sql, Work<T> work) {
        return new Mono<>() {
            @Override
            public void subscribe(CoreSubscriber<? super T> actual) {
                client.submit(new Request<>(mode, true, sql, work, new Patience(Duration.ZERO, false), 0), actual);
            }
        };
    }

    /** What the driver does with a statement that it takes for a read, here one that writes for certain. */
    private Mono<Boolean> insertTakenForARead() {
        return submit(Mode.READ, INSERT, session -> {
            threads.add(Thread.currentThread().getName());
            try {
                session.prepare(INSERT).statement().execute();
                return true;
            } catch (SQLException e) {
                session.evict(INSERT);
                throw e;
            }
        });
    }

    private long count() {
        Long count = submit(Mode.READ, null, session -> {
                    try (var rows = session.prepare("SELECT count(*) FROM t")
                            .statement()
                            .executeQuery()) {
                        return rows.getLong(1);
                    }
                })
                .block();
        return count == null ? -1 : count;
    }

    @Test
    void aReadThatWritesIsRunAgainOnTheWriter() {
        insertTakenForARead().block();

        assertThat(threads).hasSize(2);
        assertThat(threads.get(0)).startsWith("sqlite-reader");
        assertThat(threads.get(1)).isEqualTo("sqlite-writer");
        assertThat(client.counters().redirects()).isEqualTo(1);
        assertThat(count()).isEqualTo(1);
    }

    @Test
    void itsTextIsRememberedAndGoesToTheWriterAtOnceFromThenOn() {
        insertTakenForARead().block();
        threads.clear();

        insertTakenForARead().block();

        assertThat(threads).containsExactly("sqlite-writer");
        assertThat(client.counters().redirects()).isEqualTo(1);
        assertThat(count()).isEqualTo(2);
    }

    @Test
    void itsCommitIsSyncedLikeThatOfAWrite() {
        long synced = client.counters().syncedCommits();
        insertTakenForARead().then(insertTakenForARead()).block();
        assertThat(client.counters().syncedCommits()).isEqualTo(synced + 2);
    }

    @Test
    void aStatementThatFailedIsPreparedAfreshForTheNextUse() {
        String failing = "SELECT abs(?)";
        for (long value : new long[] {Long.MIN_VALUE, -5, Long.MIN_VALUE, -6}) {
            Mono<Long> read = submit(Mode.READ, failing, session -> {
                try {
                    var statement = session.prepare(failing).statement();
                    statement.setLong(1, value);
                    try (var rows = statement.executeQuery()) {
                        rows.next();
                        return rows.getLong(1);
                    }
                } catch (SQLException e) {
                    session.evict(failing);
                    throw e;
                }
            });
            if (value == Long.MIN_VALUE) {
                assertThatThrownBy(read::block).hasMessageContaining("overflow");
            } else {
                assertThat(read.block()).isEqualTo(-value);
            }
        }
    }
}
