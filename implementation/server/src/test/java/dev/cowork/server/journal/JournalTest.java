package dev.cowork.server.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cowork.server.platform.sse.ReaderLoop;
import dev.cowork.server.testing.TestDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

/** Bug class: readers that miss, repeat or reorder events, see them too early, or cost more the slower they are. */
class JournalTest {

    private static final Duration SOON = Duration.ofSeconds(60);

    private final TestDatabase database = TestDatabase.open();
    private final Journal journal = JournalTesting.on(database.client());
    private final StreamRef stream = await(journal.open("s1", Lines.KIND, "local", null));

    @AfterEach
    void close() {
        database.close();
    }

    private static <T> T await(Mono<T> mono) {
        return java.util.Objects.requireNonNull(mono.block(SOON));
    }

    private void append(StreamWriter<String> writer, String... lines) {
        writer.publish(await(writer.write(List.of(lines))));
    }

    private List<String> all(long after) {
        return await(journal.follow(stream, Lines.KIND, after).map(Entry::event).collectList());
    }

    @Test
    void theNumberOfARemovedStreamIsNeverGivenAgain() {
        await(journal.remove(stream).thenReturn(true));

        StreamRef next = await(journal.open("s2", Lines.KIND, "local", null));

        assertThat(next.no())
                .as("readers of the removed one must not see what this one holds")
                .isGreaterThan(stream.no());
    }

    @Nested
    class Reading {

        @Test
        void fromEveryPointEqualsTheRestOfTheWhole() {
            StreamWriter<String> writer = journal.writer(stream, Lines.KIND);
            List<String> lines = new ArrayList<>(
                    IntStream.range(0, 700).mapToObj(i -> "line " + i).toList());
            lines.forEach(line -> append(writer, line));
            append(writer, Lines.END);
            lines.add(Lines.END);

            for (int after = 0; after <= lines.size(); after += 13) {
                assertThat(all(after)).isEqualTo(lines.subList(after, lines.size()));
            }
            assertThat(all(lines.size())).isEmpty();
            assertThat(all(lines.size() + 1000)).isEmpty();
        }

        @Test
        void goesOnWhereItsConnectionIsServedWhenItHasWaited() {
            Scheduler loop = Schedulers.newSingle("loop");
            StreamWriter<String> writer = journal.writer(stream, Lines.KIND);
            List<String> threads = new CopyOnWriteArrayList<>();

            StepVerifier.create(journal.follow(stream, Lines.KIND, 0)
                            .doOnNext(
                                    entry -> threads.add(Thread.currentThread().getName()))
                            .map(Entry::event)
                            .contextWrite(ReaderLoop.with(loop)))
                    .then(() -> append(writer, "one"))
                    .expectNext("one")
                    .then(() -> append(writer, Lines.END))
                    .expectNext(Lines.END)
                    .expectComplete()
                    .verify(SOON);
            loop.dispose();

            assertThat(threads.getLast()).startsWith("loop");
        }

        @Test
        void beyondTheEndOfALiveStreamWaitsAndThenEnds() {
            StreamWriter<String> writer = journal.writer(stream, Lines.KIND);
            append(writer, "one");

            StepVerifier.create(journal.follow(stream, Lines.KIND, 50))
                    .then(() -> append(writer, "two", Lines.END))
                    .expectComplete()
                    .verify(SOON);
        }

        @Test
        void whileItIsWrittenLosesAndRepeatsNothingWhenever() {
            int count = 3000;
            StreamWriter<String> writer = journal.writer(stream, Lines.KIND);
            List<List<String>> seen = new CopyOnWriteArrayList<>();
            Mono<Void> readers = Flux.range(0, 60)
                    .flatMap(
                            i -> Mono.delay(Duration.ofMillis(
                                            ThreadLocalRandom.current().nextInt(1500)))
                                    .thenMany(journal.follow(stream, Lines.KIND, 0))
                                    .map(Entry::event)
                                    .collectList()
                                    .doOnNext(seen::add),
                            60)
                    .then();
            Mono<Void> writes = Flux.range(0, count)
                    .buffer(3)
                    .concatMap(batch ->
                            writer.write(batch.stream().map(i -> "line " + i).toList()))
                    .doOnNext(writer::publish)
                    .then(writer.write(List.of(Lines.END)))
                    .doOnNext(writer::publish)
                    .then();

            Mono.when(readers, writes).block(SOON);

            List<String> whole = all(0);
            assertThat(whole).hasSize(count + 1);
            assertThat(seen).hasSize(60).allSatisfy(one -> assertThat(one).isEqualTo(whole));
            assertNothingIsHeld();
        }

        @Test
        void slowlyHoldsNothingBackAndGetsEverything() {
            StreamWriter<String> writer = journal.writer(stream, Lines.KIND);
            append(writer, "line 0");
            List<String> slow = new ArrayList<>();

            StepVerifier.create(journal.follow(stream, Lines.KIND, 0).map(Entry::event), 1)
                    .consumeNextWith(slow::add)
                    .then(() -> {
                        for (int i = 1; i < 2 * Live.MAX_EVENTS; i++) {
                            append(writer, "line " + i);
                        }
                        append(writer, Lines.END);
                    })
                    .thenRequest(Long.MAX_VALUE)
                    .recordWith(() -> slow)
                    .thenConsumeWhile(line -> true)
                    .expectComplete()
                    .verify(SOON);

            assertThat(slow).isEqualTo(all(0));
        }
    }

    @Nested
    class Writing {

        @Test
        void isInvisibleUntilItIsPublished() {
            StreamWriter<String> writer = journal.writer(stream, Lines.KIND);
            append(writer, "one");
            List<String> seen = new CopyOnWriteArrayList<>();
            var reader = journal.follow(stream, Lines.KIND, 0).map(Entry::event).subscribe(seen::add);
            until(() -> seen.contains("one"));
            List<Entry<String>> two = await(writer.write(List.of("two")));
            StepVerifier.create(Mono.delay(Duration.ofMillis(100)))
                    .expectNextCount(1)
                    .verifyComplete();

            assertThat(seen).containsExactly("one");

            writer.publish(two);
            append(writer, Lines.END);
            until(reader::isDisposed);
            assertThat(seen).containsExactly("one", "two", Lines.END);
        }

        @Test
        void thatIsRolledBackLeavesNoTraceAndNoHole() {
            StreamWriter<String> writer = journal.writer(stream, Lines.KIND);
            append(writer, "one");

            assertThatThrownBy(() -> database.tx()
                            .in(() -> writer.write(List.of("lost")).then(Mono.error(new IllegalStateException("no"))))
                            .block(SOON))
                    .hasMessageContaining("no");
            append(writer, "two", Lines.END);

            StepVerifier.create(journal.follow(stream, Lines.KIND, 0).map(entry -> entry.seq() + " " + entry.event()))
                    .expectNext("1 one", "2 two", "3 end")
                    .expectComplete()
                    .verify(SOON);
        }

        @Test
        void canGoOnAfterARestart() {
            append(journal.writer(stream, Lines.KIND), "one", "two");
            Journal later = JournalTesting.on(database.client());

            StreamWriter<String> writer = await(later.continueWriting(stream, Lines.KIND));
            append(writer, "three", Lines.END);

            StepVerifier.create(later.follow(stream, Lines.KIND, 0).map(Entry::event))
                    .expectNext("one", "two", "three", Lines.END)
                    .expectComplete()
                    .verify(SOON);
        }

        @Test
        void thatIsNotPossibleEndsTheReadersAndNotTheStream() {
            StreamWriter<String> writer = journal.writer(stream, Lines.KIND);
            append(writer, "one");

            StepVerifier.create(journal.follow(stream, Lines.KIND, 0).map(Entry::event))
                    .expectNext("one")
                    .then(() -> writer.failReaders(new IllegalStateException("disk full")))
                    .expectErrorMessage("disk full")
                    .verify(SOON);

            append(writer, "two", Lines.END);
            assertThat(all(0)).containsExactly("one", "two", Lines.END);
        }
    }

    @Test
    void aStreamThatNobodyEndedAndEverybodyLeftIsForgotten() {
        StreamWriter<String> writer = journal.writer(stream, Lines.KIND);
        append(writer, "one");
        journal.follow(stream, Lines.KIND, 0).take(1).blockLast(SOON);

        writer.release();

        assertNothingIsHeld();
    }

    /** A reader lets go just after its subscriber has seen the end. */
    private void assertNothingIsHeld() {
        until(() -> journal.liveStreams() == 0);
    }

    private static void until(BooleanSupplier reached) {
        await(Flux.interval(Duration.ofMillis(5))
                .onBackpressureDrop()
                .filter(tick -> reached.getAsBoolean())
                .next());
    }
}
