package dev.cowork.r2dbc.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;

/** Bug class: a name finds the column of another, depending on what was asked for before. */
class ColumnNamesTest {

    private static final List<String> NAMES = List.of("aa", "bb", "cc", "dd", "ee");

    private TestDatabase db;

    @BeforeEach
    void open(@TempDir Path folder) {
        db = TestDatabase.in(folder);
    }

    @AfterEach
    void close() {
        db.close();
    }

    private List<SqliteRow> rows(String sql) {
        return db.<SqliteRow>with(
                        connection -> Flux.from(connection.createStatement(sql).execute())
                                .flatMap(result -> result.map((row, metadata) -> (SqliteRow) row)))
                .collectList()
                .block();
    }

    private List<SqliteRow> fiveColumns(int rows) {
        return rows(
                "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < " + rows + ")"
                        + " SELECT i || '-aa' AS aa, i || '-bb' AS bb, i || '-cc' AS cc, i || '-dd' AS dd, i || '-ee' AS ee FROM n");
    }

    private static void isIn(SqliteRow row, int number, String name) {
        assertThat(row.get(name, String.class)).isEqualTo(number + 1 + "-" + name);
    }

    @Test
    void areFoundInAnyOrder() {
        List<SqliteRow> rows = fiveColumns(200);
        Random random = new Random(11);
        for (int i = 0; i < rows.size(); i++) {
            List<String> asked = new ArrayList<>(NAMES);
            if (i % 3 > 0) {
                Collections.shuffle(asked, random);
            }
            for (String name : i % 3 == 2 ? asked.subList(0, 1 + random.nextInt(5)) : asked) {
                isIn(rows.get(i), i, name);
            }
        }
    }

    @Test
    void areFoundTwiceRunningAndAfterOneThatIsNotThere() {
        SqliteRow row = fiveColumns(1).getFirst();
        for (String name : NAMES) {
            isIn(row, 0, name);
            isIn(row, 0, name);
            assertThatThrownBy(() -> row.get("zz", String.class)).isInstanceOf(NoSuchElementException.class);
            isIn(row, 0, name);
        }
    }

    @Test
    void areFoundByManyThreadsThatReadRowsOfOneResult() {
        List<SqliteRow> rows = fiveColumns(500);
        Flux.fromStream(IntStream.range(0, rows.size()).boxed())
                .parallel(4)
                .runOn(Schedulers.parallel())
                .doOnNext(i -> {
                    for (int k = 0; k < NAMES.size(); k++) {
                        isIn(rows.get(i), i, NAMES.get(i % 2 == 0 ? k : NAMES.size() - 1 - k));
                    }
                })
                .sequential()
                .blockLast();
    }

    @Test
    void ofEqualOnesTheFirstCountsHoweverTheyAreAskedFor() {
        SqliteRow row = rows("SELECT 1 AS a, 2 AS A, 3 AS b, 4 AS a, 5 AS B").getFirst();
        for (String name : List.of("a", "A", "a", "b", "a", "B", "A", "b", "B")) {
            assertThat(row.get(name, Integer.class)).as(name).isEqualTo(name.equalsIgnoreCase("a") ? 1 : 3);
        }
    }
}
