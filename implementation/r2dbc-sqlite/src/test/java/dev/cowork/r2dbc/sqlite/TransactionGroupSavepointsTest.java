package dev.cowork.r2dbc.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.r2dbc.spi.R2dbcBadGrammarException;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;

/** Bug class: a savepoint reaches from one transaction into another that shares its commit. */
class TransactionGroupSavepointsTest extends TransactionGroupFixture {

    @Test
    void oneOfAnotherTransactionCannotBeReached() {
        Mono<Void> theirs =
                transaction(connection -> connection.createSavepoint("theirs").then(insert(connection, 2)));
        Mono<Void> reaching = transaction(
                connection -> insert(connection, 3).then(connection.rollbackTransactionToSavepoint("theirs")));

        var errors = together(theirs, reaching, inserting(4));

        assertThat(errors.get(1)).isInstanceOf(R2dbcBadGrammarException.class);
        assertThat(errors).filteredOn(error -> error == null).hasSize(2);
        assertThat(ids()).containsExactly(2L, 4L);
        assertThatTheWriterWorksOn();
    }

    @Test
    void oneOfATransactionThatBeganAloneCannotBeReachedEither() {
        SqliteConnection alone = db.connect();
        alone.beginTransaction()
                .then(alone.createSavepoint("theirs"))
                .then(insert(alone, 2))
                .block();
        CompletableFuture<Void> reaching = transaction(
                        connection -> insert(connection, 3).then(connection.rollbackTransactionToSavepoint("theirs")))
                .toFuture();
        await().until(() -> db.statistics().queuedWrites() == 1);

        alone.commitTransaction().block();

        assertThat(errorOf(reaching)).isInstanceOf(R2dbcBadGrammarException.class);
        assertThat(ids()).containsExactly(2L);
        assertThatTheWriterWorksOn();
    }

    /** The second is what the driver might call its own. */
    @ParameterizedTest
    @ValueSource(strings = {"mine", "transaction_of_group"})
    void oneOfAnyNameDoesNotKeepWhatIsRolledBack(String name) {
        Mono<Void> changedItsMind = db.with(connection -> connection
                        .beginTransaction()
                        .then(insert(connection, 2))
                        .then(connection.createSavepoint(name))
                        .then(insert(connection, 3))
                        .then(connection.rollbackTransaction()))
                .then();

        assertThat(together(inserting(1), changedItsMind, inserting(4))).containsOnlyNulls();
        assertThat(ids()).containsExactly(1L, 4L);
        assertThatTheWriterWorksOn();
    }
}
