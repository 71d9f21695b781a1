package dev.cowork.server.ask;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The frames of one connection, read by a thread of their own, so that the turn is heard while a person types. */
final class Frames implements AutoCloseable {

    /** Beyond that the connection is not read on until the terminal has caught up. */
    private static final int AHEAD = 256;

    /** What the reader hands on: a frame, or the connection's end. */
    private record Heard(@Nullable Frame frame) {}

    private static final Heard END = new Heard(null);

    private final BlockingQueue<Heard> heard = new ArrayBlockingQueue<>(AHEAD);
    private final FrameReader reader;
    private final Thread thread;

    Frames(FrameReader reader) {
        this.reader = reader;
        this.thread = Thread.ofVirtual().name("ask-frames").start(this::read);
    }

    private void read() {
        try {
            try {
                for (Frame frame = reader.next(); frame != null; frame = reader.next()) {
                    heard.put(new Heard(frame));
                }
            } catch (IOException broken) {
                // the same as an end without a terminal frame: whoever reads takes up the thread again
            }
            heard.put(END);
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    /** @return the next frame; null when the connection has ended */
    @Nullable
    Frame next() throws InterruptedException {
        return heard.take().frame();
    }

    /** Whether nothing came within that time. */
    boolean quietFor(Duration time) throws InterruptedException {
        long end = System.nanoTime() + time.toNanos();
        while (heard.isEmpty()) {
            if (System.nanoTime() - end > 0) {
                return true;
            }
            TimeUnit.MILLISECONDS.sleep(10);
        }
        return false;
    }

    @Override
    public void close() {
        thread.interrupt();
        try {
            reader.close();
        } catch (IOException closed) {
            // nothing is lost: the frames are in the server's log
        }
    }
}
