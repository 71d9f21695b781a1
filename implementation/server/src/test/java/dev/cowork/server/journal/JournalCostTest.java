package dev.cowork.server.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cowork.server.testing.CountingDatabase;
import dev.cowork.server.testing.TestDatabase;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

/** Bug class: a log whose appending or following costs more the longer it is. Counted in statements, so that a slow machine changes nothing. */
class JournalCostTest {

    private static final Duration SOON = Duration.ofSeconds(20);

    private final TestDatabase database = TestDatabase.open();
    private final CountingDatabase counted = new CountingDatabase(database.client());
    private final Journal journal = JournalTesting.on(counted);

    @AfterEach
    void close() {
        database.close();
    }

    private static <T> T await(Mono<T> mono) {
        return Objects.requireNonNull(mono.block(SOON));
    }

    /**
     * What a stream of so many lines and its end costs.
     *
     * @param written statements that append
     * @param read all others, the follower's
     */
    private record Cost(long written, long read) {}

    private Cost followed(int lines) throws InterruptedException {
        StreamRef stream = await(journal.open("s" + lines, Lines.KIND, "local", null));
        StreamWriter<String> writer = journal.writer(stream, Lines.KIND);
        counted.reset();
        var seen = new LinkedBlockingQueue<Entry<String>>();
        var reader = journal.follow(stream, Lines.KIND, 0).subscribe(seen::add);
        for (int i = 1; i <= lines; i++) {
            append(writer, "line " + i);
            assertThat(seen.poll(20, TimeUnit.SECONDS))
                    .isNotNull()
                    .extracting(Entry::seq)
                    .isEqualTo((long) i);
        }
        append(writer, Lines.END);
        assertThat(seen.poll(20, TimeUnit.SECONDS))
                .isNotNull()
                .extracting(Entry::event)
                .isEqualTo(Lines.END);
        reader.dispose();
        long written = counted.beginning("insert into event") + counted.beginning("update stream");
        return new Cost(written, counted.all() - written);
    }

    private static void append(StreamWriter<String> writer, String line) {
        writer.publish(await(writer.write(List.of(line))));
    }

    @Test
    void oneDeltaIsOneStatementAndAFollowerThatKeepsUpCostsNone() throws InterruptedException {
        Cost short_ = followed(1_000);
        Cost long_ = followed(4_000);
        assertThat(short_.written()).isEqualTo(1_002);
        assertThat(long_.written()).isEqualTo(4_002);
        assertThat(short_.read()).as("%s", counted).isLessThanOrEqualTo(4);
        assertThat(long_.read()).as("%s", counted).isLessThanOrEqualTo(4);
    }

    @Test
    void aFollowerThatComesAfterwardsCostsAStatementForEachPage() throws InterruptedException {
        followed(4_000);
        StreamRef stream = new StreamRef(1, "s4000", "local");
        counted.reset();
        assertThat(await(journal.follow(stream, Lines.KIND, 0).count())).isEqualTo(4_001);
        assertThat(counted.all()).as("%s", counted).isLessThanOrEqualTo(Math.ceilDiv(4_001, StreamReader.PAGE) + 1);
        counted.reset();
        assertThat(await(journal.follow(stream, Lines.KIND, 3_900).count())).isEqualTo(101);
        assertThat(counted.all()).as("%s", counted).isLessThanOrEqualTo(2);
    }
}
