package dev.cowork.server.platform.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cowork.server.platform.paths.ServerPaths;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.r2dbc.core.DatabaseClient.GenericExecuteSpec;
import reactor.core.publisher.Mono;

/** Bug class: a value that is bound to another name than its own, or text of a statement that is taken for a name. */
class DatabaseConfigurationTest {

    private static final Duration SOON = Duration.ofSeconds(10);
    private static final String INSERT =
            "insert into thing (name, again, number, whole, bytes) values (:name, :name, :number, :whole, :bytes)";

    @TempDir
    Path folder;

    private AnnotationConfigApplicationContext context;
    private DatabaseClient db;

    @BeforeEach
    void open() {
        Path file = folder.resolve("cowork.db");
        context = new AnnotationConfigApplicationContext();
        context.registerBean(
                ServerPaths.class, () -> new ServerPaths(folder, folder, folder, folder, folder, file, folder));
        context.register(DatabaseConfiguration.class);
        context.refresh();
        db = context.getBean(DatabaseClient.class);
        await(db.sql("create table thing (name text, again text, number real, whole integer, bytes blob) strict")
                .fetch()
                .rowsUpdated());
    }

    @AfterEach
    void close() {
        context.close();
    }

    @Nested
    class Names {

        @Test
        void one_that_stands_twice_is_bound_once_and_each_value_keeps_its_type() {
            run(whole());

            assertThat(things()).containsExactly("'Grüße' | 'Grüße' | 0.5 | 9223372036854775807 | X'00FF'");
        }

        @Test
        void are_bound_in_any_order() {
            run(db.sql("insert into thing (name, again, number, whole) values (:a, :b, :c, :d)")
                    .bind("d", 4)
                    .bind("b", "second")
                    .bind("c", 3.0)
                    .bind("a", "first"));

            assertThat(things()).containsExactly("'first' | 'second' | 3.0 | 4 | NULL");
        }

        @Test
        void can_be_bound_to_nothing() {
            run(db.sql(INSERT)
                    .bindNull("name", String.class)
                    .bind("number", 1.5)
                    .bindNull("whole", Long.class)
                    .bindNull("bytes", byte[].class));

            assertThat(things()).containsExactly("NULL | NULL | 1.5 | NULL | NULL");
        }

        @Test
        void can_be_bound_to_a_value_that_looks_like_one() {
            run(db.sql("insert into thing (name, again) values (:name, :again)")
                    .bind("name", ":again")
                    .bind("again", "?1 ' -- :name"));

            assertThat(things()).containsExactly("':again' | '?1 '' -- :name' | NULL | NULL | NULL");
        }

        @Test
        void one_that_begins_like_another_is_another() {
            run(db.sql("insert into thing (name, again) values (:project, :projectNo)")
                    .bind("projectNo", "longer")
                    .bind("project", "shorter"));

            assertThat(things()).containsExactly("'shorter' | 'longer' | NULL | NULL | NULL");
        }
    }

    @Nested
    class TextOfTheStatement {

        @ParameterizedTest
        @ValueSource(
                strings = {"a:b", ":name", "{\"a\":\"b\",\"c\":[1,:d]}", "12:30:00", "?1 @a $b", "\":name\" -- :name"})
        void in_quotes_is_left_alone(String text) {
            run(db.sql("insert into thing (name, again) values ('" + text + "', :again)")
                    .bind("again", "bound"));

            assertThat(things()).containsExactly("'" + text + "' | 'bound' | NULL | NULL | NULL");
        }

        @Test
        void in_a_comment_is_left_alone() {
            run(db.sql("insert into thing (name) values (:name) -- not :this\n/* nor :that */")
                    .bind("name", "bound"));

            assertThat(things()).containsExactly("'bound' | NULL | NULL | NULL | NULL");
        }

        @Test
        void without_values_runs_as_it_is() {
            run(db.sql("insert into thing (name) values ('it''s 5:00')"));

            assertThat(things()).containsExactly("'it''s 5:00' | NULL | NULL | NULL | NULL");
        }
    }

    @Nested
    class Mistakes {

        @Test
        void a_name_without_a_value_is_said_and_nothing_is_changed() {
            assertThatThrownBy(() -> run(
                            db.sql(INSERT).bind("name", "x").bind("number", 1.0).bind("bytes", new byte[0])))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining(":whole")
                    .hasMessageNotContaining(":name");

            assertThat(things()).isEmpty();
        }

        @Test
        void a_value_for_a_name_that_is_not_there_is_said_and_nothing_is_changed() {
            assertThatThrownBy(() -> run(whole().bind("nmae", "x")))
                    .isInstanceOf(NoSuchElementException.class)
                    .hasMessageContaining("'nmae'");

            assertThat(things()).isEmpty();
        }

        @Test
        void a_list_is_not_spread_over_a_statement() {
            run(whole());

            assertThatThrownBy(() -> await(db.sql("select count(*) from thing where name in (:names)")
                            .bind("names", List.of("Grüße", "other"))
                            .fetch()
                            .one()))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    private GenericExecuteSpec whole() {
        return db.sql(INSERT)
                .bindValues(Map.of(
                        "name", "Grüße", "number", 0.5, "whole", Long.MAX_VALUE, "bytes", new byte[] {0, (byte) 0xff}));
    }

    private static void run(GenericExecuteSpec statement) {
        assertThat(await(statement.fetch().rowsUpdated())).isEqualTo(1);
    }

    private List<String> things() {
        return await(
                db.sql("select quote(name) || ' | ' || quote(again) || ' | ' || quote(number) || ' | ' || quote(whole)"
                                + " || ' | ' || quote(bytes) from thing")
                        .map(row -> Objects.requireNonNull(row.get(0, String.class)))
                        .all()
                        .collectList());
    }

    private static <T> T await(Mono<T> mono) {
        return Objects.requireNonNull(mono.block(SOON));
    }
}
