package dev.cowork.server.turns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cowork.server.platform.problems.Problem;
import dev.cowork.server.testing.TestDatabase;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Bug class: a key that is forgotten while its request may still be repeated, or that is remembered for ever. */
class IdempotencyKeysTest {

    private static final Instant SENT = Instant.parse("2026-10-01T12:00:00Z");
    private static final Duration DAY = Duration.ofHours(24);
    private static final Duration MOMENT = Duration.ofMillis(1);

    private final TestDatabase database = TestDatabase.open();

    @AfterEach
    void close() {
        database.close();
    }

    private IdempotencyKeys after(Duration time) {
        return new IdempotencyKeys(database.client(), Clock.fixed(SENT.plus(time), ZoneOffset.UTC));
    }

    private void remember(Duration time, String key, String turn) {
        after(time).remember("local", key, "hash", turn).block();
    }

    private @Nullable String turn(Duration time, String key) {
        return after(time).turnOf("local", key, "hash").block();
    }

    private Long kept() {
        return database.client()
                .sql("select count(*) from idempotency")
                .map(row -> row.get(0, Long.class))
                .one()
                .block();
    }

    @Test
    void isKnownUntilItsDayIsOver() {
        remember(Duration.ZERO, "key", "resp_1");

        assertThat(turn(DAY.minus(MOMENT), "key")).isEqualTo("resp_1");
    }

    @Test
    void isNewWhenItsDayIsOver() {
        remember(Duration.ZERO, "key", "resp_1");

        assertThat(turn(DAY, "key")).isNull();
        remember(DAY, "key", "resp_2");
        assertThat(turn(DAY, "key")).isEqualTo("resp_2");
    }

    @Test
    void isRefusedWithAnotherRequestUntilItsDayIsOver() {
        remember(Duration.ZERO, "key", "resp_1");

        assertThatThrownBy(() ->
                        after(DAY.minus(MOMENT)).turnOf("local", "key", "other").block())
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.code()).isEqualTo("idempotency_key_reused"));
        assertThat(after(DAY).turnOf("local", "key", "other").block()).isNull();
    }

    @Test
    void belongsToItsOwner() {
        remember(Duration.ZERO, "key", "resp_1");

        assertThat(after(MOMENT).turnOf("another", "key", "other").block()).isNull();
    }

    @Test
    void goesFromTheDatabaseSomeTimeAfterItsDayAndNotBefore() {
        remember(Duration.ZERO, "old", "resp_1");
        remember(DAY.minus(MOMENT), "young", "resp_2");
        assertThat(kept()).isEqualTo(2);

        remember(DAY.plus(MOMENT), "next", "resp_3");

        assertThat(kept()).isEqualTo(2);
        assertThat(turn(DAY.plus(MOMENT), "young")).isEqualTo("resp_2");
    }
}
