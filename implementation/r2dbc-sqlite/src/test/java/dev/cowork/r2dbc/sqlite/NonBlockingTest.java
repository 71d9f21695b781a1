package dev.cowork.r2dbc.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Bug class: a call that parks, reads a file or runs SQL on the caller's thread stops an event loop. Watched by BlockHound,
 * in a process of its own because that takes a flag of the virtual machine.
 */
class NonBlockingTest {

    @TempDir
    private Path folder;

    private List<String> blockingCalls(String mode) throws Exception {
        List<String> found = new ArrayList<>();
        List<String> options =
                List.of("-XX:+AllowRedefinitionToAddDeleteMethods", "-XX:+EnableDynamicAgentLoading", "-Xshare:off");
        try (ChildJvm child = ChildJvm.start(options, NonBlockingProcess.class, folder.resolve(mode + ".db"), mode)) {
            for (String line = child.line(); line != null; line = child.line()) {
                found.add(line);
            }
            assertThat(child.exitCode()).isZero();
        }
        assertThat(found).last().isEqualTo("end");
        return found.subList(0, found.size() - 1);
    }

    @Test
    void noCallBlocksAThreadThatMustNotBlock() throws Exception {
        assertThat(blockingCalls(NonBlockingProcess.DRIVER)).isEmpty();
    }

    /** Without this one nobody would know that the test above can fail. */
    @Test
    void sqlOnTheCallersThreadWouldBeSeen() throws Exception {
        assertThat(blockingCalls(NonBlockingProcess.JDBC)).isNotEmpty();
    }
}
