package dev.cowork.r2dbc.sqlite.spring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cowork.r2dbc.sqlite.SqliteConnectionFactory;
import dev.cowork.r2dbc.sqlite.SqliteDurability;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.data.domain.PageRequest;
import org.springframework.data.r2dbc.core.R2dbcEntityTemplate;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.transaction.ReactiveTransactionManager;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

@SpringBootTest(classes = SpringIntegrationTest.App.class)
class SpringIntegrationTest {

    @TempDir
    static Path folder;

    @DynamicPropertySource
    static void url(DynamicPropertyRegistry registry) {
        registry.add("spring.r2dbc.url", () -> "r2dbc:sqlite://" + folder.resolve("app.db"));
    }

    /** An application that configures nothing. */
    @SpringBootConfiguration
    @EnableAutoConfiguration
    static class App {}

    @Autowired
    SqliteConnectionFactory factory;

    @Autowired
    DatabaseClient client;

    @Autowired
    NoteRepository notes;

    @Autowired
    R2dbcEntityTemplate template;

    @Autowired
    ReactiveTransactionManager transactions;

    @BeforeEach
    void emptyTable() {
        client.sql("DROP TABLE IF EXISTS note").then().block();
        client.sql("""
                        CREATE TABLE note (
                          id INTEGER PRIMARY KEY, title TEXT NOT NULL UNIQUE, done INTEGER, score REAL, token TEXT,
                          at TEXT, day TEXT, body BLOB, mood TEXT) STRICT
                        """).then().block();
    }

    @Test
    void aRepositorySavesAndReadsEveryTypeOfAnEntity() {
        Note saved = notes.save(Note.titled("first")).block();

        assertThat(saved).isNotNull();
        assertThat(saved.id()).isNotNull();
        Note read = notes.findById(saved.id()).block();
        assertThat(read).usingRecursiveComparison().isEqualTo(saved);
    }

    @Test
    void derivedQueriesPageSortAndCompareEnums() {
        notes.saveAll(List.of(Note.titled("a"), Note.titled("b"), Note.titled("c")))
                .blockLast();

        assertThat(notes.findByDoneTrueOrderByTitleDesc(PageRequest.of(1, 2))
                        .map(Note::title)
                        .collectList()
                        .block())
                .containsExactly("a");
        assertThat(notes.countByMood(Note.Mood.EXCITED).block()).isEqualTo(3);
        assertThat(notes.findByTitle("b").block()).isNotNull();
    }

    @Test
    void anUpsertOfTheTemplateInsertsAndThenUpdates() {
        template.upsert(Note.titled("first").withId(5)).block();
        template.upsert(Note.titled("second").withId(5)).block();

        assertThat(notes.findAll().map(Note::title).collectList().block()).containsExactly("second");
    }

    @Test
    void namedParametersOfDatabaseClientReachTheirPlaces() {
        client.sql("INSERT INTO note(title, score) VALUES (:title, :score)")
                .bind("score", 2.5)
                .bind("title", "named")
                .fetch()
                .rowsUpdated()
                .as(StepVerifier::create)
                .expectNext(1L)
                .verifyComplete();
        client.sql("SELECT score FROM note WHERE title IN (:titles)")
                .bind("titles", List.of("named", "other"))
                .mapValue(Double.class)
                .all()
                .as(StepVerifier::create)
                .expectNext(2.5)
                .verifyComplete();
    }

    @Test
    void anErrorInATransactionalOperatorRollsBack() {
        TransactionalOperator.create(transactions)
                .transactional(notes.save(Note.titled("gone")).then(Mono.error(new IllegalStateException("no"))))
                .as(StepVerifier::create)
                .verifyError(IllegalStateException.class);

        assertThat(notes.count().block()).isZero();
        assertThat(factory.statistics().openTransactions()).isZero();
    }

    @Test
    void aDuplicateIsADuplicateKeyException() {
        notes.save(Note.titled("twice"))
                .then(notes.save(Note.titled("twice")))
                .as(StepVerifier::create)
                .verifyError(DuplicateKeyException.class);
    }

    @Test
    void durabilityReachesTransactionsThroughTheContext() {
        long synced = factory.statistics().syncedCommits();

        SqliteDurability.normal(TransactionalOperator.create(transactions).transactional(notes.save(Note.titled("n"))))
                .block();
        assertThat(factory.statistics().syncedCommits()).isEqualTo(synced);

        TransactionalOperator.create(transactions)
                .transactional(notes.save(Note.titled("f")))
                .block();
        assertThat(factory.statistics().syncedCommits()).isEqualTo(synced + 1);
    }

    @Test
    void generatedKeysComeBackFromDatabaseClient() {
        Map<String, Object> keys = client.sql("INSERT INTO note(title) VALUES ('keyed')")
                .filter(statement -> statement.returnGeneratedValues("id"))
                .fetch()
                .one()
                .block();

        assertThat(keys).containsOnlyKeys("id");
    }

    @Test
    void noPoolStandsBeforeTheFactory() {
        assertThat(factory).isExactlyInstanceOf(SqliteConnectionFactory.class);
        assertThat(template.getDataAccessStrategy()).isNotNull();
    }
}
