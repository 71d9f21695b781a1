package dev.cowork.server.platform.processes;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;

/**
 * A child process that is talked to in lines. It is owned like every other: whether it ends by itself or is ended, what came of it is gone
 * soon after, and nothing that it does or leaves undone keeps anybody waiting.
 */
public final class PipedProcess {

    private static final Logger log = LoggerFactory.getLogger(PipedProcess.class);

    /** The most lines that wait for a child that does not read. */
    private static final int UNWRITTEN = 64;

    private static final int PIECE = 8 << 10;
    private static final int KEPT_OF_ERRORS = 2 << 10;
    private static final Duration LAST_WORDS = Duration.ofMillis(300);
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);
    private static final byte[] NO_MORE = {};

    private final PipedCommand command;
    private final String mark;
    private final Scheduler starting;
    private final Scheduler endings;
    private final BlockingQueue<byte[]> unwritten = new ArrayBlockingQueue<>(UNWRITTEN);
    private final HeadAndTailBuffer errors = new HeadAndTailBuffer(KEPT_OF_ERRORS);
    private final Sinks.Empty<Void> over = Sinks.empty();
    private @Nullable Process process;
    private @Nullable ProcessTree tree;
    private @Nullable Thread reader;
    private @Nullable Thread errorReader;
    private @Nullable Disposable looks;
    private boolean started;
    private boolean ending;

    PipedProcess(PipedCommand command, String mark, Scheduler starting, Scheduler endings) {
        this.command = command;
        this.mark = mark;
        this.starting = starting;
        this.endings = endings;
    }

    /**
     * Starts it.
     *
     * @return completes when it runs; an {@link IOException} if it cannot be started or was ended before
     */
    public Mono<Void> start() {
        return Mono.<Void>fromCallable(() -> {
                    begin();
                    return null;
                })
                .doOnError(error -> over.tryEmitEmpty())
                .subscribeOn(starting);
    }

    private synchronized void begin() throws IOException {
        if (ending || started) {
            throw new IOException("It was ended before it began.");
        }
        started = true;
        ProcessBuilder builder =
                new ProcessBuilder(command.words()).directory(command.folder().toFile());
        Processes.environment(builder.environment(), mark);
        command.variables().forEach((name, value) -> {
            if (!name.equals(Processes.MARK)) {
                builder.environment().put(name, value);
            }
        });
        Process running = builder.start();
        ProcessTree all = new ProcessTree(running.toHandle(), Processes.MARK + "=" + mark);
        process = running;
        tree = all;
        reader = thread("piped-output", () -> read(running.getInputStream()));
        errorReader = thread("piped-errors", () -> readErrors(running.getErrorStream()));
        thread("piped-input", () -> write(running.getOutputStream()));
        looks = starting.schedulePeriodically(
                all::look, BETWEEN_LOOKS.toMillis(), BETWEEN_LOOKS.toMillis(), TimeUnit.MILLISECONDS);
        running.onExit().thenRun(() -> endings.schedule(this::finish));
    }

    private static Thread thread(String name, Runnable work) {
        return Thread.ofPlatform().daemon().name(name).start(work);
    }

    /**
     * Puts a line on its input. Never waits; may be called before it runs.
     *
     * @param line the line without its end
     * @return false when it is over, or has not read the last {@value #UNWRITTEN} lines
     */
    public boolean write(String line) {
        return !ending() && unwritten.offer((line + "\n").getBytes(StandardCharsets.UTF_8));
    }

    /** Whether it is ending or has ended, so that it hears nothing more. */
    public synchronized boolean ending() {
        return ending;
    }

    /** Completes when it and what came of it are gone, whoever ended it; also when it could not be started. Never an error. */
    public Mono<Void> ended() {
        return over.asMono();
    }

    /** The last it has written to its standard error, about 2,000 characters; what is no UTF-8 is replaced. */
    public String lastErrors() {
        String text = errors.text();
        return text.length() <= KEPT_OF_ERRORS ? text : text.substring(text.length() - KEPT_OF_ERRORS);
    }

    /**
     * Closes its input and ends it and all that it has started. May be called at any time and more than once.
     *
     * @return completes when it is gone, within about 2 s
     */
    public Mono<Void> end() {
        return Mono.<Void>fromRunnable(this::finish).subscribeOn(endings).then(ended());
    }

    private void finish() {
        Process running;
        ProcessTree all;
        synchronized (this) {
            if (ending) {
                return;
            }
            ending = true;
            running = process;
            all = tree;
            if (looks != null) {
                looks.dispose();
            }
        }
        unwritten.clear();
        unwritten.offer(NO_MORE);
        try {
            if (running != null && all != null) {
                // some end by themselves when their input does
                running.waitFor(LAST_WORDS.toMillis(), TimeUnit.MILLISECONDS);
                all.end();
                close(running);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            over.tryEmitEmpty();
        }
    }

    /** What has escaped and goes on writing finds nobody there, and is ended by the system. */
    private void close(Process running) throws InterruptedException {
        join(reader);
        // why it died stands there, and is asked for as soon as it is over
        join(errorReader);
        close(running.getInputStream());
        close(running.getErrorStream());
    }

    private static void join(@Nullable Thread reading) throws InterruptedException {
        if (reading != null) {
            reading.join(LAST_WORDS);
        }
    }

    private static void close(InputStream pipe) {
        try {
            pipe.close();
        } catch (IOException closed) {
            // by its reader
        }
    }

    private void write(OutputStream input) {
        try (input) {
            for (byte[] line = unwritten.take(); line != NO_MORE; line = unwritten.take()) {
                input.write(line);
                input.flush();
            }
        } catch (IOException closed) {
            // it has ended, or does not want to hear any more
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void read(InputStream output) {
        byte[] piece = new byte[PIECE];
        LimitedLines lines = new LimitedLines(command.longestLine(), command.line());
        boolean fits = true;
        try (output) {
            for (int count = output.read(piece); count >= 0; count = output.read(piece)) {
                fits = fits && give(lines, piece, count);
            }
        } catch (IOException closed) {
            // ended while it was read
        }
    }

    private boolean give(LimitedLines lines, byte[] piece, int count) {
        try {
            if (!lines.add(piece, count)) {
                command.tooLong().run();
                return false;
            }
        } catch (RuntimeException listener) {
            // reading must go on, or the child would wait for ever
            log.warn("A line of a child process was not taken", listener);
        }
        return true;
    }

    private void readErrors(InputStream error) {
        byte[] piece = new byte[PIECE];
        try (error) {
            for (int count = error.read(piece); count >= 0; count = error.read(piece)) {
                errors.add(piece, count);
            }
        } catch (IOException closed) {
            // ended while it was read
        }
    }
}
