package dev.cowork.server.platform.processes;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One run of a command. Its output is read by a thread of its own, because a pipe that nobody reads stops the writer. */
final class ChildProcess {

    private static final int KEPT = 1 << 20;
    private static final int PIECE = 8 << 10;
    private static final Duration LAST_WORDS = Duration.ofMillis(300);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(150);

    private final Command command;
    private final String mark;
    private final HeadAndTailBuffer output = new HeadAndTailBuffer(KEPT);
    private @Nullable Process process;
    private @Nullable ProcessTree tree;
    private @Nullable Thread reader;
    private boolean ended;

    ChildProcess(Command command, String mark) {
        this.command = command;
        this.mark = mark;
    }

    /** Blocks until it has ended, by itself or not, and what {@link ProcessTree} finds of it is gone. */
    Outcome run() throws IOException {
        Process started = start();
        boolean inTime = false;
        try {
            inTime = wait(started);
            if (inTime) {
                lastWords();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        end();
        return new Outcome(exit(started), !inTime, output.text());
    }

    /** Looks meanwhile at what comes of it: afterwards some of that can no longer be found. */
    private boolean wait(Process started) throws InterruptedException {
        long end = System.nanoTime() + command.limit().toNanos();
        for (long left = command.limit().toNanos(); left > 0; left = end - System.nanoTime()) {
            if (started.waitFor(Math.min(left, BETWEEN_LOOKS.toNanos()), TimeUnit.NANOSECONDS)) {
                return true;
            }
            ProcessTree all = tree;
            if (all != null) {
                all.look();
            }
        }
        return false;
    }

    /** What it has written last; a child of it that keeps the pipe open and says nothing is not waited for. */
    private void lastWords() throws InterruptedException {
        Thread reading = reader;
        long before;
        do {
            before = output.length();
        } while (reading != null && !reading.join(LAST_WORDS) && output.length() > before);
    }

    private synchronized Process start() throws IOException {
        if (ended) {
            throw new IOException("It was cancelled before it began.");
        }
        ProcessBuilder builder = new ProcessBuilder(command.words())
                .directory(command.folder().toFile())
                .redirectErrorStream(true)
                .redirectInput(Processes.nothing());
        Processes.environment(builder.environment(), mark);
        Process started = builder.start();
        process = started;
        tree = new ProcessTree(started.toHandle(), Processes.MARK + "=" + mark);
        reader = Thread.ofPlatform().daemon().name("process-output").start(() -> read(started.getInputStream()));
        return started;
    }

    private static int exit(Process started) {
        try {
            return started.waitFor(100, TimeUnit.MILLISECONDS) ? started.exitValue() : -1;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return -1;
        }
    }

    /** Ends it and all that it has started, and closes the pipe of its output; does nothing the second time. */
    void end() {
        Process started;
        ProcessTree all;
        synchronized (this) {
            if (ended) {
                return;
            }
            ended = true;
            started = process;
            all = tree;
        }
        if (started != null && all != null) {
            all.end();
            close(started);
        }
    }

    /** What has escaped and goes on writing finds nobody there, and is ended by the system. */
    private void close(Process started) {
        Thread reading = reader;
        try {
            if (reading != null) {
                reading.join(LAST_WORDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        try {
            started.getInputStream().close();
        } catch (IOException closed) {
            // by its reader
        }
    }

    private void read(InputStream in) {
        byte[] buffer = new byte[PIECE];
        Utf8Lines lines = new Utf8Lines(PIECE, command.line());
        try (in) {
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                output.add(buffer, count);
                lines.add(buffer, count);
            }
        } catch (IOException closed) {
            // ended while it was read
        }
        lines.end();
    }
}
