package dev.cowork.r2dbc.sqlite.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cowork.r2dbc.sqlite.ClientAccess;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bug class: SQLite's interrupt hits a connection, not a statement; whoever comes next must not pay for it. */
class InterruptTest {

    private static final String ENDLESS =
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n WHERE i < 0";
    private static final String SLOW =
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000000) SELECT max(i) FROM n";

    private Session session;

    @BeforeEach
    void open(@TempDir Path folder) throws SQLException {
        Engine engine =
                new Engine(ClientAccess.settings(folder.resolve("interrupt.db").toString()));
        session = Session.open(engine, true);
    }

    @AfterEach
    void close() {
        session.close();
    }

    /** A piece of work known by nothing but itself. */
    private static Running work() {
        return new Running() {
            @Override
            public boolean isAbandoned() {
                return false;
            }

            @Override
            public boolean ranTooLong(long now) {
                return false;
            }
        };
    }

    private Thread interrupting(Running work) {
        return Thread.ofPlatform().start(() -> {
            while (!Thread.currentThread().isInterrupted()) {
                session.interrupt(work);
            }
        });
    }

    private void run(Running work, String sql) throws SQLException {
        session.enter(work);
        try {
            session.control(sql);
        } finally {
            session.exit(work);
        }
    }

    @Test
    void aStatementIsHitByItsOwnInterrupt() throws Exception {
        Running mine = work();
        Thread other = interrupting(mine);
        assertThatThrownBy(() -> run(mine, ENDLESS)).hasMessageContaining("SQLITE_INTERRUPT");
        other.interrupt();
        other.join();
    }

    @Test
    void aStatementIsNotHitByTheInterruptOfTheOneBefore() throws Exception {
        Running before = work();
        Thread other = interrupting(before);
        assertThatCode(() -> run(work(), SLOW)).doesNotThrowAnyException();
        other.interrupt();
        other.join();
    }

    @Test
    void anInterruptThatComesTooLateDoesNotHitTheNextStatementThroughAnOpenResult() throws Exception {
        session.mayLeaveOpen(true);
        Prepared prepared = session.prepare("SELECT name FROM pragma_function_list");
        ResultSet open = prepared.statement().executeQuery();
        assertThat(open.next()).isTrue();
        Cursor<String> cursor = session.leaveOpen(new NamesOf(open, prepared), "SELECT name FROM pragma_function_list");

        Running late = work();
        session.enter(late);
        session.interrupt(late);
        session.exit(late);

        assertThat(cursor.isOver()).isTrue();
        assertThatCode(() -> run(work(), "SELECT 1")).doesNotThrowAnyException();
    }

    private record NamesOf(ResultSet open, Prepared prepared) implements Rows<String> {

        @Override
        public @Nullable String next() throws SQLException {
            return open.next() ? open.getString(1) : null;
        }

        @Override
        public int batch() {
            return 1;
        }

        @Override
        public void close() {
            prepared.close();
        }
    }
}
