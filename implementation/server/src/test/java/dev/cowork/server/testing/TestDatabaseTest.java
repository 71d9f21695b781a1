package dev.cowork.server.testing;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

class TestDatabaseTest {

    @Test
    void a_transaction_that_fails_leaves_nothing_behind() {
        try (TestDatabase database = TestDatabase.open()) {
            Mono<Long> insert = database.client()
                    .sql("insert into setting (owner, key, value, updated_at) values ('local', 'a', 'b', 1)")
                    .fetch()
                    .rowsUpdated();

            StepVerifier.create(database.tx().in(() -> insert.then(Mono.error(new IllegalStateException("no")))))
                    .verifyError(IllegalStateException.class);
            StepVerifier.create(count(database)).expectNext(0L).verifyComplete();

            StepVerifier.create(database.tx().in(() -> insert)).expectNext(1L).verifyComplete();
            StepVerifier.create(count(database)).expectNext(1L).verifyComplete();
        }
    }

    @Test
    void two_of_them_share_nothing() {
        try (TestDatabase one = TestDatabase.open();
                TestDatabase other = TestDatabase.open()) {
            assertThat(one.folder()).isNotEqualTo(other.folder());
        }
    }

    private static Mono<Long> count(TestDatabase database) {
        return database.client()
                .sql("select count(*) from setting")
                .map(row -> row.get(0, Long.class))
                .one();
    }
}
