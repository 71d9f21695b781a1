package dev.cowork.r2dbc.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Bug class: what was answered must be there after {@code kill -9}, at whatever moment it comes. The profile
 * {@code soak} kills more often.
 */
class KillTest {

    private static final int KILLS = Integer.getInteger("kills", 5);
    private static final int MOST_ANSWERS = 600;
    private static final int MOST_KILLS_TO_CATCH_A_LIAR = 60;

    @TempDir
    private Path folder;

    private Path file;
    private final Random random = new Random(3);

    @BeforeEach
    void create() {
        file = folder.resolve("killed.db");
        try (TestDatabase db = open()) {
            db.script("CREATE TABLE t (id INTEGER PRIMARY KEY, payload BLOB)");
        }
    }

    private TestDatabase open() {
        return new TestDatabase(SqliteConnectionConfiguration.file(file.toString()));
    }

    @ParameterizedTest
    @EnumSource(SqliteDurability.class)
    void nothingThatWasAnsweredIsMissingAfterKills(SqliteDurability durability) throws Exception {
        assertThatNothingIsMissingAfterKills(durability, KilledProcess.AFTER_COMMIT);
    }

    @ParameterizedTest
    @EnumSource(SqliteDurability.class)
    void noTransactionThatWasAnsweredIsMissingWhenManyShareACommit(SqliteDurability durability) throws Exception {
        assertThatNothingIsMissingAfterKills(durability, KilledProcess.IN_TRANSACTIONS);
    }

    private void assertThatNothingIsMissingAfterKills(SqliteDurability durability, String when) throws Exception {
        Set<Long> answered = new HashSet<>();
        for (int kill = 0; kill < KILLS; kill++) {
            answered.addAll(runAndKill(kill, durability, when));
        }

        assertThat(answered).hasSizeGreaterThan(KILLS);
        assertThat(missing(answered)).isEmpty();
        try (TestDatabase db = open()) {
            assertThat(db.column(String.class, "PRAGMA integrity_check")).containsExactly("ok");
        }
    }

    /** Without this one nobody would know that the test above can fail. */
    @Test
    void aWriterThatAnswersBeforeTheCommitIsFoundOut() throws Exception {
        Set<Long> missing = Set.of();
        for (int kill = 0; kill < MOST_KILLS_TO_CATCH_A_LIAR && missing.isEmpty(); kill++) {
            missing = missing(runAndKill(kill, SqliteDurability.FULL, KilledProcess.BEFORE_COMMIT));
        }
        assertThat(missing).isNotEmpty();
    }

    private Set<Long> missing(Set<Long> answered) {
        try (TestDatabase db = open()) {
            Set<Long> missing = new HashSet<>(answered);
            missing.removeAll(new HashSet<>(db.column(Long.class, "SELECT id FROM t")));
            return missing;
        }
    }

    private Set<Long> runAndKill(int number, SqliteDurability durability, String when) throws Exception {
        int answers = 1 + random.nextInt(MOST_ANSWERS);
        Set<Long> seen = new HashSet<>();
        try (ChildJvm child = ChildJvm.start(KilledProcess.class, file, number * 10_000_000L, durability, when)) {
            for (String line = child.line(); line != null; line = child.line()) {
                if (seen.add(Long.valueOf(line)) && seen.size() == answers) {
                    child.kill();
                }
                // what the pipe still holds after the kill was answered too
            }
        }
        return seen;
    }
}
