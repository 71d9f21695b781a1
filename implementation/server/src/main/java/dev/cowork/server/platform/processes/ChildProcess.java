package dev.cowork.server.platform.processes;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One run of a command. Its output is read by a thread of its own, because a pipe that nobody reads stops the writer. */
final class ChildProcess {

    private static final int KEPT = 32 << 10;
    private static final int LONGEST_LINE = 2_000;
    private static final Duration LAST_WORDS = Duration.ofMillis(300);

    private final Command command;
    private final String mark;
    private final HeadAndTailBuffer output = new HeadAndTailBuffer(KEPT);
    private @Nullable Process process;
    private boolean ended;

    ChildProcess(Command command, String mark) {
        this.command = command;
        this.mark = mark;
    }

    /** Blocks until it has ended, by itself or not, and nothing of it is left. */
    Outcome run() throws IOException {
        Process started = start();
        Thread reader = Thread.ofPlatform().daemon().name("process-output").start(() -> read(started.getInputStream()));
        boolean inTime = false;
        try {
            inTime = started.waitFor(command.limit().toMillis(), TimeUnit.MILLISECONDS);
            if (inTime) {
                lastWords(reader);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        end();
        return new Outcome(exit(started), !inTime, output.text());
    }

    /** What it has written last; a child of it that keeps the pipe open and says nothing is not waited for. */
    private void lastWords(Thread reader) throws InterruptedException {
        long before;
        do {
            before = output.length();
        } while (!reader.join(LAST_WORDS) && output.length() > before);
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

    /** Ends it and all that it has started; does nothing the second time. */
    void end() {
        Process started;
        synchronized (this) {
            if (ended) {
                return;
            }
            ended = true;
            started = process;
        }
        if (started != null) {
            ProcessTree.end(started.toHandle(), Processes.MARK + "=" + mark);
        }
    }

    private void read(InputStream in) {
        byte[] buffer = new byte[8 << 10];
        StringBuilder line = new StringBuilder();
        try (in) {
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                output.add(buffer, count);
                lines(new String(buffer, 0, count, StandardCharsets.UTF_8), line);
            }
        } catch (IOException closed) {
            // ended while it was read
        }
        if (!line.isEmpty()) {
            command.line().accept(line.toString());
        }
    }

    private void lines(String text, StringBuilder line) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\n') {
                command.line().accept(line.toString());
                line.setLength(0);
            } else if (line.length() < LONGEST_LINE) {
                line.append(c);
            }
        }
    }
}
