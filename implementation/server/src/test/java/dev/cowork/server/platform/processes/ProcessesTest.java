package dev.cowork.server.platform.processes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.cowork.server.platform.paths.ServerPaths;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;

/** Bug class: a child process that outlives its owner, learns a secret, or fills the memory with what it says. */
@DisabledOnOs(OS.WINDOWS)
class ProcessesTest {

    private static final Duration TWO_SECONDS = Duration.ofSeconds(2);

    /** Starts ten processes, each the parent of the next and deaf to SIGTERM; writes their numbers to a file. */
    private static final String DEEP = """
            #!/bin/sh
            trap '' TERM
            echo $$ >> pids
            if [ "$1" -gt 1 ]; then sh deep.sh $(($1 - 1)) & fi
            while :; do sleep 1; done
            """;

    /** Waits until the orphan has told its number. */
    private static final String ORPHANED = "until [ -s orphan ]; do sleep 0.05; done; ";

    @TempDir
    private Path folder;

    private final List<String> lines = Collections.synchronizedList(new ArrayList<>());
    private Processes processes;

    private Processes processes() {
        if (processes == null) {
            processes = new Processes(new ServerPaths(
                    folder, folder, folder, folder, folder, folder.resolve("db"), folder.resolve("key")));
        }
        return processes;
    }

    @AfterEach
    void end() {
        processes().destroy();
    }

    private Mono<Outcome> sh(String script, Duration limit) {
        return processes().run(new Command(List.of("/bin/sh", "-c", script), folder, limit, lines::add));
    }

    private Outcome run(String script) {
        return sh(script, Duration.ofSeconds(20)).block(Duration.ofSeconds(30));
    }

    private List<ProcessHandle> deep() throws IOException {
        Path pids = folder.resolve("pids");
        waitFor(() -> Files.exists(pids) && read(pids).size() == 10);
        return read(pids).stream()
                .map(Long::parseLong)
                .map(ProcessHandle::of)
                .flatMap(java.util.Optional::stream)
                .toList();
    }

    private static List<String> read(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            return List.of();
        }
    }

    private static void waitFor(BooleanSupplier fits) {
        long limit = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (!fits.getAsBoolean()) {
            assertThat(System.nanoTime()).as("waited too long").isLessThan(limit);
            LockSupport.parkNanos(1_000_000);
        }
    }

    private static void assertGone(List<ProcessHandle> tree) {
        long begun = System.nanoTime();
        while (!tree.stream().allMatch(ProcessTree::over)) {
            assertThat(Duration.ofNanos(System.nanoTime() - begun))
                    .as("still alive: "
                            + tree.stream()
                                    .filter(process -> !ProcessTree.over(process))
                                    .toList())
                    .isLessThan(TWO_SECONDS);
            LockSupport.parkNanos(1_000_000);
        }
    }

    @Test
    void givesExitCodeAndBothOutputsAsTheyCame() {
        Outcome outcome = run("echo one; echo two >&2; exit 7");

        assertThat(outcome).isEqualTo(new Outcome(7, false, "one\ntwo\n"));
        assertThat(lines).containsExactly("one", "two");
    }

    @Test
    void hasNoInput() {
        assertThat(run("cat; echo done").output()).isEqualTo("done\n");
    }

    @Test
    void saysWhenThereIsNoSuchProgram() {
        Mono<Outcome> missing =
                processes().run(new Command(List.of("/no/such/program"), folder, Duration.ofSeconds(5), lines::add));

        assertThatThrownBy(missing::block).hasRootCauseInstanceOf(IOException.class);
    }

    @Test
    void passesNothingOfTheEnvironmentOnThatIsNotNamed() {
        List<String> names = Arrays.stream(run("env").output().split("\n"))
                .map(line -> line.replaceFirst("=.*", ""))
                .toList();

        assertThat(names)
                .contains("PATH", "TERM", Processes.MARK)
                .allMatch(name -> name.matches(
                        "PATH|HOME|USER|LOGNAME|SHELL|LANG|LC_.*|TZ|TMPDIR|TEMP|TMP|TERM|PWD|OLDPWD|SHLVL|_|"
                                + Processes.MARK));
    }

    @Test
    void keepsBeginningAndEndOfAHugeOutput() {
        Outcome outcome = run("echo first; yes $(printf %01000d 7) | head -c 30000000; echo last");

        assertThat(outcome.output()).startsWith("first\n").endsWith("last\n").contains("bytes left out");
        assertThat(outcome.output().length()).isLessThan((2 << 20) + 100);
    }

    @Test
    void endsWhatTakesTooLong() {
        long begun = System.nanoTime();

        Outcome outcome = sh("echo begun; sleep 60", TWO_SECONDS).block(Duration.ofSeconds(20));

        assertThat(outcome.timedOut()).isTrue();
        assertThat(outcome.output()).isEqualTo("begun\n");
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(10));
    }

    @Test
    void endsATreeOfTenThatIgnoresSigtermWithinTwoSecondsOfTheCancel() throws IOException {
        Files.writeString(folder.resolve("deep.sh"), DEEP);
        Disposable running = sh("sh deep.sh 10", Duration.ofSeconds(60)).subscribe();
        List<ProcessHandle> tree = deep();
        assertThat(tree).hasSize(10).allMatch(ProcessHandle::isAlive);

        running.dispose();

        assertGone(tree);
    }

    @Test
    void endsWhatTheCommandLeftBehindAsAnOrphan() throws IOException {
        assumeTrue(Files.isDirectory(Path.of("/proc/self")), "orphans are found by their environment, on Linux");
        Outcome outcome = run("(setsid sh -c 'trap \"\" TERM; echo $$ > orphan; while :; do sleep 1; done' &) ; "
                + ORPHANED + "echo over");

        assertThat(outcome.output()).isEqualTo("over\n");
        assertGone(
                ProcessHandle.of(Long.parseLong(read(folder.resolve("orphan")).getFirst())).stream()
                        .toList());
    }

    @Test
    void endsAnOrphanThatHasClearedItsEnvironmentByThePipeItHolds() {
        assumeTrue(Files.isDirectory(Path.of("/proc/self")), "pipes are seen on Linux");
        run("(env -i setsid sh -c 'echo $$ > orphan; exec sleep 77' &) ; " + ORPHANED);

        assertGone(orphan());
    }

    @Test
    void endsWhatHasClearedItsEnvironmentAndTurnedItsOutputAwayWhileTheCommandRan() {
        run("env -i setsid sh -c 'echo $$ > orphan; exec sleep 77' > away 2>&1 & " + ORPHANED + "sleep 2");

        assertGone(orphan());
    }

    private List<ProcessHandle> orphan() {
        List<String> pid = read(folder.resolve("orphan"));
        assertThat(pid).hasSize(1);
        return ProcessHandle.of(Long.parseLong(pid.getFirst())).stream().toList();
    }

    @Test
    void aCharacterThatComesInTwoPiecesIsOneInTheLine() {
        run("printf 'gr\\303'; sleep 0.3; printf '\\274n\\342\\202'; sleep 0.3; printf '\\254\\nrest\\303'");

        assertThat(lines).containsExactly("gr\u00fcn\u20ac", "rest\ufffd");
    }

    @Test
    void asksBeforeItForces() {
        Disposable running = sh(
                        "trap 'echo bye > asked; exit' TERM; sleep 60 & echo ready; while :; do wait; sleep 0.05; done",
                        Duration.ofSeconds(60))
                .subscribe();
        waitFor(() -> lines.contains("ready"));

        running.dispose();

        waitFor(() -> Files.exists(folder.resolve("asked")));
    }

    @Test
    void theNextServerEndsWhatAKilledOneLeftBehind() throws IOException {
        assumeTrue(Files.isDirectory(Path.of("/proc/self")), "orphans are found by their environment, on Linux");
        Files.writeString(folder.resolve("deep.sh"), DEEP);
        sh("sh deep.sh 10", Duration.ofSeconds(60)).subscribe();
        List<ProcessHandle> tree = deep();
        Processes next = new Processes(
                new ServerPaths(folder, folder, folder, folder, folder, folder.resolve("db"), folder.resolve("key")));

        next.afterPropertiesSet();

        assertGone(tree);
    }
}
