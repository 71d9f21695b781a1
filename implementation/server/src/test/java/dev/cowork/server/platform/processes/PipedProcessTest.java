package dev.cowork.server.platform.processes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cowork.server.platform.paths.ServerPaths;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Bug class: a child that is talked to and does not play along. */
@DisabledOnOs(OS.WINDOWS)
class PipedProcessTest {

    private static final Duration LONG = Duration.ofSeconds(20);

    @TempDir
    private Path folder;

    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    private Processes processes;

    @BeforeEach
    void open() {
        processes = new Processes(
                new ServerPaths(folder, folder, folder, folder, folder, folder.resolve("db"), folder.resolve("key")));
    }

    @AfterEach
    void close() {
        processes.destroy();
    }

    private PipedProcess sh(String script) {
        return processes.piped(new PipedCommand(
                List.of("/bin/sh", "-c", script),
                folder,
                Map.of("GIVEN", "yes", Processes.MARK, "no"),
                1_000,
                lines::add,
                () -> lines.add("TOO LONG")));
    }

    private String next() throws InterruptedException {
        return lines.poll(LONG.toSeconds(), TimeUnit.SECONDS);
    }

    @Test
    void hears_what_is_written_and_answers_in_lines() throws Exception {
        PipedProcess cat = sh("exec cat");
        cat.write("before it runs");
        cat.start().block(LONG);
        cat.write("grüße");

        assertThat(next()).isEqualTo("before it runs");
        assertThat(next()).isEqualTo("grüße");
    }

    @Test
    void has_the_variables_it_is_given_but_keeps_its_mark() throws Exception {
        sh("echo $GIVEN; echo $" + Processes.MARK).start().block(LONG);

        assertThat(next()).isEqualTo("yes");
        assertThat(next()).isNotEqualTo("no").contains("/");
    }

    /** So many at once that the reader of one is late now and then. */
    @RepeatedTest(5)
    void why_it_died_is_known_when_it_is_over() {
        List<String> said = Flux.range(0, 40)
                .map(i -> sh("exec >&-; yes | head -n 30000 >&2; echo no license >&2; exit 3"))
                .flatMap(dying -> dying.start().then(dying.ended()).then(Mono.fromCallable(dying::lastErrors)), 40)
                .collectList()
                .block(LONG);

        assertThat(said).hasSize(40).allMatch(errors -> errors.endsWith("no license\n"));
    }

    @Test
    void a_line_without_end_is_told_once_and_read_on() throws Exception {
        PipedProcess endless = sh("yes | tr -d '\\n' | head -c 3000000; echo; echo after; echo said >&2");
        endless.start().block(LONG);
        endless.ended().block(LONG);

        assertThat(lines).containsExactly("TOO LONG");
        assertThat(endless.lastErrors()).isEqualTo("said\n");
    }

    @Test
    void one_that_does_not_read_keeps_nobody_waiting() {
        PipedProcess deaf = sh("sleep 600");
        deaf.start().block(LONG);
        int taken = 0;
        while (taken < 1_000 && deaf.write("x".repeat(100_000))) {
            taken++;
        }

        assertThat(taken).isLessThan(100);
        deaf.end().block(LONG);
    }

    @Test
    void when_it_ends_all_that_it_started_is_ended() throws Exception {
        PipedProcess parent = sh("sleep 600 >/dev/null 2>&1 & echo $!");
        parent.start().block(LONG);
        ProcessHandle child = ProcessHandle.of(Long.parseLong(next())).orElseThrow();
        parent.ended().block(LONG);

        assertThat(ProcessTree.over(child)).isTrue();
    }

    @Test
    void one_that_ignores_every_request_is_ended_all_the_same() throws Exception {
        PipedProcess stubborn = sh("trap '' TERM; echo $$; while :; do sleep 1; done");
        stubborn.start().block(LONG);
        ProcessHandle process = ProcessHandle.of(Long.parseLong(next())).orElseThrow();

        stubborn.end().block(LONG);

        assertThat(ProcessTree.over(process)).isTrue();
    }

    @Test
    void one_that_was_ended_before_it_began_is_not_started() {
        PipedProcess never = sh("touch started");
        never.end().block(LONG);

        assertThatThrownBy(() -> never.start().block(LONG)).hasCauseInstanceOf(IOException.class);
        assertThat(folder.resolve("started")).doesNotExist();
        assertThat(never.write("x")).isFalse();
    }

    @Test
    void one_that_cannot_be_started_has_ended() {
        PipedProcess none = processes.piped(
                new PipedCommand(List.of("/no/such/program"), folder, Map.of(), 1_000, lines::add, () -> {}));

        assertThatThrownBy(() -> none.start().block(LONG)).hasCauseInstanceOf(IOException.class);
        none.ended().block(LONG);
    }

    @Test
    void what_the_last_server_left_is_ended_at_the_next_start() throws Exception {
        sh("echo $$; exec sleep 600").start().block(LONG);
        ProcessHandle left = ProcessHandle.of(Long.parseLong(next())).orElseThrow();

        new Processes(new ServerPaths(
                        folder, folder, folder, folder, folder, folder.resolve("db"), folder.resolve("key")))
                .afterPropertiesSet();

        assertThat(left.onExit().get(10, TimeUnit.SECONDS).isAlive()).isFalse();
    }
}
