package dev.cowork.server.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.dao.DataIntegrityViolationException;

/** Bug class: events that are lost, doubled, swapped or forgotten in the queue when many threads write at once. */
@Timeout(120)
class EventInsertsLoadTest {

    private static final int THREADS = 16;
    private static final int STREAMS_OF_EACH = 4;
    private static final int MOST_LINES = 20;
    private static final long SEED = 20_261;

    private final EventInsertsFixture fixture = new EventInsertsFixture();
    private final List<StreamWriter<String>> writers = fixture.writers(THREADS * STREAMS_OF_EACH);
    private final List<List<String>> written = writers.stream()
            .map(writer -> (List<String>) new ArrayList<String>())
            .toList();
    private final CyclicBarrier together = new CyclicBarrier(THREADS);

    @AfterEach
    void close() {
        assertThat(fixture.toldTwice).isEmpty();
        fixture.close();
    }

    /** What one thread does: one write after the other, each to one of its own streams. */
    private void writes(int thread, int count, Predicate<StreamWriter<String>> removed) throws Exception {
        Random random = new Random(SEED + thread);
        together.await(20, TimeUnit.SECONDS);
        for (int i = 0; i < count; i++) {
            int which = thread * STREAMS_OF_EACH + random.nextInt(STREAMS_OF_EACH);
            List<String> said = written.get(which);
            StreamWriter<String> writer = writers.get(which);
            List<String> lines = IntStream.range(0, 1 + random.nextInt(MOST_LINES))
                    .mapToObj(line -> "t" + thread + " line " + (said.size() + line + 1))
                    .toList();
            if (removed.test(writer)) {
                assertThatThrownBy(() -> EventInsertsFixture.await(fixture.write(writer, lines)))
                        .isInstanceOf(DataIntegrityViolationException.class);
            } else {
                List<Entry<String>> entries = EventInsertsFixture.await(fixture.write(writer, lines));
                assertThat(entries).extracting(Entry::event).isEqualTo(lines);
                said.addAll(lines);
            }
        }
    }

    private void run(int count, Predicate<StreamWriter<String>> removed) throws Exception {
        try (var threads = Executors.newFixedThreadPool(THREADS)) {
            List<Future<?>> all = new ArrayList<>();
            for (int thread = 0; thread < THREADS; thread++) {
                int no = thread;
                all.add(threads.submit(() -> {
                    writes(no, count, removed);
                    return no;
                }));
            }
            for (Future<?> one : all) {
                one.get(100, TimeUnit.SECONDS);
            }
        }
        for (int i = 0; i < writers.size(); i++) {
            List<String> said = written.get(i);
            assertThat(fixture.stored(writers.get(i)))
                    .isEqualTo(IntStream.range(0, said.size())
                            .mapToObj(line -> (line + 1) + " " + said.get(line))
                            .toList());
        }
    }

    @Test
    void sixteenThreadsLoseDoubleAndSwapNothing() throws Exception {
        run(500, writer -> false);

        assertThat(fixture.statements()).as("they share statements").isLessThan(THREADS * 500 / 2);
        assertThat(fixture.statementsOfAtLeast(EventInserts.MOST_ROWS + 1)).isZero();
    }

    @Test
    void thoseThatFailAllTheTimeHarmNobody() throws Exception {
        List<StreamWriter<String>> removed =
                IntStream.range(0, 4).mapToObj(i -> writers.get(17 * i)).toList();
        removed.forEach(fixture::remove);

        run(100, removed::contains);
    }
}
