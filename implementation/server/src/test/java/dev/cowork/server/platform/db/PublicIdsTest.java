package dev.cowork.server.platform.db;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cowork.server.testing.TestDatabase;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Bug class: two things of one owner with one id, or two things in one place, when two requests are made at the same time. */
class PublicIdsTest {

    private final TestDatabase database = TestDatabase.open();

    @AfterEach
    void close() {
        database.close();
    }

    private List<String> texts(String sql) {
        return database.client()
                .sql(sql)
                .map(row -> row.get(0, String.class))
                .all()
                .collectList()
                .block();
    }

    private Set<String> columns(String table) {
        return new HashSet<>(texts("select name from pragma_table_info('" + table + "')"));
    }

    /** Those that no two rows share, whatever the rows. */
    private List<Set<String>> unique(String table) {
        return texts("select name from pragma_index_list('" + table + "') where \"unique\" = 1 and partial = 0")
                .stream()
                .<Set<String>>map(index -> new HashSet<>(texts("select name from pragma_index_info('" + index + "')")))
                .toList();
    }

    @Test
    void noTableTakesAnIdTwiceForOneOwner() {
        List<String> tables = texts("select name from sqlite_schema where type = 'table'").stream()
                .filter(table -> columns(table).contains("id"))
                .toList();

        assertThat(tables).contains("project", "conversation", "turn", "item", "stream", "question");
        assertThat(tables)
                .allSatisfy(table -> assertThat(unique(table))
                        .as(table)
                        .anyMatch(columns -> columns.equals(Set.of("id")) || columns.equals(Set.of("owner", "id"))));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "project | owner, name",
                "turn | conversation_no, ordinal",
                "item | conversation_no, turn_ordinal, position",
                "usage | turn_id, call_no",
                "setting | owner, key",
                "idempotency | owner, key"
            })
    void noPlaceIsTakenTwice(String table, String place) {
        assertThat(unique(table)).contains(Set.of(place.split(", ")));
    }
}
