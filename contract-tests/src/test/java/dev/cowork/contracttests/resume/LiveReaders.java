package dev.cowork.contracttests.resume;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cowork.contracttests.server.Http;
import dev.cowork.contracttests.stream.DigestReader;
import dev.cowork.contracttests.stream.Frame;
import dev.cowork.contracttests.stream.FrameDigest;
import dev.cowork.contracttests.stream.Uncut;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Readers that join a turn while it runs, one with each kind of cursor behind each frame. So that there are never more than a few hundred at
 * once, however long the turn is, only {@value #TO_THE_END} stay to its end; the others leave after {@value #WINDOW} frames, when joining
 * cannot matter any more.
 */
final class LiveReaders {

    private static final int WINDOW = 32;
    private static final int TO_THE_END = 128;
    private static final int KINDS = Cursor.values().length;

    private final URI base;
    private final Executor threads;
    private final int every;
    private final List<CompletableFuture<FrameDigest>> readers = new ArrayList<>();
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicInteger mostOpen = new AtomicInteger();
    private final AtomicInteger joined = new AtomicInteger();
    private volatile boolean ended;

    /** @param events how many frames there will be, about */
    LiveReaders(URI base, int events, Executor threads) {
        this.base = base;
        this.threads = threads;
        this.every = Math.ceilDiv(events * KINDS, TO_THE_END);
    }

    /** One with each kind of cursor joins behind the next frame. */
    void join(Frame frame, Http.Request turn) {
        for (Cursor cursor : Cursor.values()) {
            int most = most(readers.size());
            readers.add(CompletableFuture.supplyAsync(() -> read(cursor.behind(frame, turn), most), threads));
        }
    }

    private int most(int reader) {
        return reader / KINDS % every == 0 ? Integer.MAX_VALUE : WINDOW;
    }

    private FrameDigest read(Http.Request request, int most) {
        mostOpen.accumulateAndGet(open.incrementAndGet(), Math::max);
        try (var reader = DigestReader.open(base, request)) {
            if (!ended) {
                joined.incrementAndGet();
            }
            return reader.read(most);
        } finally {
            open.decrementAndGet();
        }
    }

    /** Says that the turn has ended: who opens its stream from now on is late. */
    void turnEnded() {
        ended = true;
    }

    /** How many have joined so far while it ran. */
    int joined() {
        return joined.get();
    }

    /** How many there are. */
    int count() {
        return readers.size();
    }

    /** The most that were connected at once. */
    int mostOpen() {
        return mostOpen.get();
    }

    /** Waits for all and fails when one of them got anything but the frames behind its cursor. */
    void check(Uncut uncut) {
        for (int reader = 0; reader < readers.size(); reader++) {
            int at = reader / KINDS;
            assertThat(readers.get(reader).join())
                    .as("live, " + Cursor.values()[reader % KINDS] + " behind "
                            + uncut.frames().get(at).id())
                    .isEqualTo(uncut.behind(at, most(reader)));
        }
    }
}
