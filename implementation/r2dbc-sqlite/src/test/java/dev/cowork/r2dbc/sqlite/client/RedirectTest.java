package dev.cowork.r2dbc.sqlite.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cowork.r2dbc.sqlite.ClientAccess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Mono;

/** Bug class: a statement taken for a read that writes after all must run, once, where it may write. */
class RedirectTest {

    private static <T> Mono<T> submit(SqliteClient client, Mode mode, Work<T> work) {
        return new Mono<>() {
            @Override
            public void subscribe(CoreSubscriber<? super T> actual) {
                client.submit(new Request<>(mode, true, null, work, new Patience(Duration.ZERO, false), 0), actual);
            }
        };
    }

    @Test
    void aReadThatWritesIsRunAgainOnTheWriter(@TempDir Path folder) {
        SqliteClient client = ClientAccess.open(folder.resolve("redirect.db").toString());
        submit(client, Mode.ALONE, session -> {
                    session.control("CREATE TABLE t (id INTEGER)");
                    return true;
                })
                .block();
        List<String> threads = new CopyOnWriteArrayList<>();

        submit(client, Mode.READ, session -> {
                    threads.add(Thread.currentThread().getName());
                    session.control("INSERT INTO t VALUES (1)");
                    return true;
                })
                .block();

        assertThat(threads).hasSize(2);
        assertThat(threads.get(0)).startsWith("sqlite-reader");
        assertThat(threads.get(1)).isEqualTo("sqlite-writer");
        assertThat(client.counters().redirects()).isEqualTo(1);
        Long count = submit(client, Mode.READ, session -> {
                    try (var rows = session.prepare("SELECT count(*) FROM t")
                            .statement()
                            .executeQuery()) {
                        return rows.getLong(1);
                    }
                })
                .block();
        assertThat(count).isEqualTo(1);
        client.close().block();
    }
}
