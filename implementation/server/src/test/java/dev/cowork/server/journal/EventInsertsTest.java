package dev.cowork.server.journal;

import static dev.cowork.server.journal.EventInsertsFixture.await;
import static dev.cowork.server.journal.EventInsertsFixture.errorOf;
import static dev.cowork.server.journal.EventInsertsFixture.lines;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cowork.server.journal.EventInsertsFixture.Held;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.dao.DataIntegrityViolationException;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;

/** Bug class: events that share a statement and with it what befalls the others; events acknowledged before they are there; a queue that stands. */
@Timeout(60)
class EventInsertsTest {

    private final EventInsertsFixture fixture = new EventInsertsFixture();

    @AfterEach
    void close() {
        assertThat(fixture.toldTwice).isEmpty();
        fixture.close();
    }

    @Nested
    class Together {

        @Test
        void twoHundredStreamsThatWriteAtTheSameMomentCostFiveStatements() {
            List<StreamWriter<String>> writers = fixture.writers(200);

            Held held = fixture.hold();
            var answers = fixture.oneOfEach(writers, "hello");
            assertThat(fixture.statements()).as("the others wait for the first").isEqualTo(1);
            held.letGo();

            assertThat(answers)
                    .allSatisfy(answer ->
                            assertThat(await(answer)).extracting(Entry::seq).containsExactly(1L));
            assertThat(writers)
                    .allSatisfy(writer -> assertThat(fixture.stored(writer)).containsExactly("1 hello"));
            assertThat(fixture.statements())
                    .as("%s", fixture.counted)
                    .isEqualTo(1 + Math.ceilDiv(199, EventInserts.MOST_ROWS));
        }

        @Test
        void eachKeepsItsOwnOrderAndNumbers() {
            List<StreamWriter<String>> writers = fixture.writers(50);

            await(Flux.fromIterable(writers)
                    .flatMap(
                            writer ->
                                    Flux.range(1, 20).concatMap(i -> fixture.write(writer, List.of("a" + i, "b" + i))),
                            50)
                    .count());

            List<String> expected = IntStream.rangeClosed(1, 20)
                    .boxed()
                    .flatMap(i -> List.of((2 * i - 1) + " a" + i, (2 * i) + " b" + i).stream())
                    .toList();
            assertThat(writers)
                    .allSatisfy(writer -> assertThat(fixture.stored(writer)).isEqualTo(expected));
            assertThat(fixture.statements()).as("%s", fixture.counted).isLessThan(1_000 / 5);
        }

        @Test
        void nobodyIsToldBeforeAnotherConnectionSeesTheRows() {
            List<StreamWriter<String>> writers = fixture.writers(80);
            Held held = fixture.hold();

            List<CompletableFuture<List<String>>> seen = writers.stream()
                    .map(writer -> fixture.write(writer, List.of("one", "two"))
                            .then(fixture.seen(writer))
                            .toFuture())
                    .toList();
            held.letGo();

            assertThat(seen).allSatisfy(rows -> assertThat(await(rows)).containsExactly("1 one", "2 two"));
        }

        @Test
        void nobodyIsToldWhileTheWriterIsTaken() {
            List<StreamWriter<String>> writers = fixture.writers(80);
            Held held = fixture.hold();

            var answers = fixture.oneOfEach(writers, "one");

            assertThat(answers).noneMatch(CompletableFuture::isDone);
            held.letGo();
            answers.forEach(EventInsertsFixture::await);
        }
    }

    @Nested
    class Alone {

        @Test
        void isOneStatement() {
            StreamWriter<String> writer = fixture.writers(1).getFirst();

            await(fixture.write(writer, lines(3)));

            assertThat(fixture.statements()).isEqualTo(1);
            assertThat(fixture.stored(writer)).containsExactly("1 line 0", "2 line 1", "3 line 2");
        }

        @Test
        void isUnderWayAtOnceAndWaitsForNoCompany() {
            StreamWriter<String> writer = fixture.writers(1).getFirst();
            Held held = fixture.hold();

            var answer = fixture.write(writer, List.of("one")).toFuture();

            assertThat(fixture.statements()).isEqualTo(1);
            held.letGo();
            await(answer);
        }
    }

    @Nested
    class Sizes {

        @Test
        void aCallerWithMoreThanTheMostIsWrittenInOneStatement() {
            StreamWriter<String> writer = fixture.writers(1).getFirst();

            await(fixture.write(writer, lines(EventInserts.MOST_ROWS * 3)));

            assertThat(fixture.statements()).isEqualTo(1);
            assertThat(fixture.stored(writer)).hasSize(EventInserts.MOST_ROWS * 3);
        }

        @Test
        void noStatementHasMoreThanTheMostUnlessOneCallerAloneHas() {
            int most = EventInserts.MOST_ROWS;
            // the first is under way; | ends a statement:  5 | 40 | 30 | 100 | 1 63 | 64 | 65 | 2 2
            List<Integer> sizes = List.of(5, 40, 30, most + 36, 1, most - 1, most, most + 1, 2, 2);
            List<StreamWriter<String>> writers = fixture.writers(sizes.size());
            Held held = fixture.hold();

            List<CompletableFuture<List<Entry<String>>>> answers = new ArrayList<>();
            for (int i = 0; i < sizes.size(); i++) {
                answers.add(fixture.write(writers.get(i), lines(sizes.get(i))).toFuture());
            }
            held.letGo();

            for (int i = 0; i < sizes.size(); i++) {
                assertThat(await(answers.get(i))).hasSize(sizes.get(i));
                assertThat(fixture.stored(writers.get(i))).hasSize(sizes.get(i));
            }
            assertThat(fixture.statements()).as("%s", fixture.counted).isEqualTo(8);
            assertThat(fixture.statementsOfAtLeast(most + 1)).isEqualTo(2);
            assertThat(fixture.statementsOfAtLeast(most)).isEqualTo(4);
            assertThat(fixture.statementsOfAtLeast(most + 37)).isZero();
        }
    }

    @Nested
    class Leaving {

        private List<Disposable> leaving(List<StreamWriter<String>> writers, List<String> told) {
            return writers.stream()
                    .map(writer -> fixture.write(writer, List.of("one"))
                            .subscribe(
                                    entries -> told.add(writer.stream().id()),
                                    error -> told.add(writer.stream().id())))
                    .toList();
        }

        /** The first is under way when it is given up, the others wait; what is written together may fail and be written alone. */
        @ParameterizedTest
        @ValueSource(booleans = {false, true})
        void aWriteThatIsGivenUpIsWrittenNeverthelessAndHarmsNobody(boolean oneFails) {
            List<StreamWriter<String>> leavers = fixture.writers(3);
            List<StreamWriter<String>> stayers = await(Flux.range(0, 20)
                    .concatMap(i -> fixture.journal.open("stays" + i, Lines.KIND, "local", null))
                    .map(stream -> fixture.journal.writer(stream, Lines.KIND))
                    .collectList());
            StreamWriter<String> gone = stayers.removeFirst();
            if (oneFails) {
                fixture.remove(gone);
            }
            List<String> told = new ArrayList<>();
            Held held = fixture.hold();

            List<Disposable> given = leaving(leavers, told);
            var failing = fixture.write(gone, List.of("one")).toFuture();
            var answers = fixture.oneOfEach(stayers, "one");
            given.forEach(Disposable::dispose);
            held.letGo();

            answers.forEach(EventInsertsFixture::await);
            if (oneFails) {
                assertThat(errorOf(failing)).isInstanceOf(DataIntegrityViolationException.class);
            } else {
                await(failing);
            }
            assertThat(told).isEmpty();
            assertThat(Flux.concat(Flux.fromIterable(leavers), Flux.fromIterable(stayers))
                            .toIterable())
                    .allSatisfy(writer -> assertThat(fixture.stored(writer)).containsExactly("1 one"));
        }

        @Test
        void whoeverContinuesItsStreamWritesBehindIt() {
            StreamWriter<String> leaver = fixture.writers(1).getFirst();
            Held held = fixture.hold();
            leaving(List.of(leaver), new ArrayList<>()).forEach(Disposable::dispose);
            held.letGo();

            StreamWriter<String> heir = await(fixture.seen(leaver)
                    .filter(rows -> !rows.isEmpty())
                    .repeatWhenEmpty(1_000, tries -> tries.delayElements(Duration.ofMillis(5)))
                    .then(fixture.journal.continueWriting(leaver.stream(), Lines.KIND)));

            assertThat(await(fixture.write(heir, List.of("two"))))
                    .extracting(Entry::seq)
                    .containsExactly(2L);
        }
    }
}
