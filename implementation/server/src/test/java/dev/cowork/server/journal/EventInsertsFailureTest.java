package dev.cowork.server.journal;

import static dev.cowork.server.journal.EventInsertsFixture.await;
import static dev.cowork.server.journal.EventInsertsFixture.errorOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cowork.server.journal.EventInsertsFixture.Held;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataIntegrityViolationException;

/** Bug class: events that share a statement, and one of them that makes it fail. */
@Timeout(60)
class EventInsertsFailureTest {

    private final EventInsertsFixture fixture = new EventInsertsFixture();

    @AfterEach
    void close() {
        assertThat(fixture.toldTwice).isEmpty();
        fixture.close();
    }

    /** The first is under way alone, the others wait together. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 25, 50})
    void whoHasNoStreamFailsAloneAndTheOthersAreStoredOnce(int which) {
        List<StreamWriter<String>> writers = fixture.writers(51);
        fixture.remove(writers.get(which));
        Held held = fixture.hold();

        var answers = fixture.oneOfEach(writers, "one");
        held.letGo();

        assertThat(errorOf(answers.get(which))).isInstanceOf(DataIntegrityViolationException.class);
        assertThat(fixture.stored(writers.get(which))).isEmpty();
        for (int i = 0; i < 51; i++) {
            if (i != which) {
                assertThat(await(answers.get(i))).extracting(Entry::seq).containsExactly(1L);
                assertThat(fixture.stored(writers.get(i))).containsExactly("1 one");
            }
        }
        assertThat(fixture.statements())
                .as("together, and when that fails each by itself")
                .isEqualTo(which == 0 ? 2 : 2 + 50);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 25})
    void theyAndOthersGoOnAfterwards(int which) {
        List<StreamWriter<String>> writers = fixture.writers(51);
        fixture.remove(writers.get(which));
        Held held = fixture.hold();
        var answers = fixture.oneOfEach(writers, "one");
        StreamWriter<String> later = fixture.journal.writer(
                await(fixture.journal.open("later", Lines.KIND, "local", null).doOnSubscribe(waits -> held.letGo())),
                Lines.KIND);
        errorOf(answers.get(which));

        await(fixture.write(later, List.of("hello")));
        for (int i = 0; i < 51; i++) {
            if (i != which) {
                await(answers.get(i));
                await(fixture.write(writers.get(i), List.of("two")));
                assertThat(fixture.stored(writers.get(i))).containsExactly("1 one", "2 two");
            }
        }
        assertThat(fixture.stored(later)).containsExactly("1 hello");
    }

    @Test
    void aWriteThatWaitsBehindAFailureIsWritten() {
        List<StreamWriter<String>> writers = fixture.writers(3);
        fixture.remove(writers.get(0));
        Held held = fixture.hold();

        var answers = fixture.oneOfEach(writers, "one");
        held.letGo();

        errorOf(answers.get(0));
        await(answers.get(1));
        await(answers.get(2));
    }

    @Test
    void aFullDatabaseIsToldToEverybodyOnceAndTakesTheSameNumbersWhenThereIsRoom() {
        List<StreamWriter<String>> writers = fixture.writers(40);
        fixture.oneOfEach(writers, "one").forEach(EventInsertsFixture::await);
        fixture.full(true);
        fixture.counted.reset();
        Held held = fixture.hold();

        var refused = fixture.oneOfEach(writers, "x".repeat(60_000));
        held.letGo();

        assertThat(refused).allSatisfy(answer -> assertThat(errorOf(answer)).isInstanceOf(DataAccessException.class));
        assertThat(fixture.statements())
                .as("the first, the others together, the others alone")
                .isEqualTo(1 + 1 + 39);

        fixture.full(false);
        var accepted = fixture.oneOfEach(writers, "two");

        assertThat(accepted)
                .allSatisfy(answer ->
                        assertThat(await(answer)).extracting(Entry::seq).containsExactly(2L));
        assertThat(writers)
                .allSatisfy(writer -> assertThat(fixture.stored(writer)).containsExactly("1 one", "2 two"));
    }
}
