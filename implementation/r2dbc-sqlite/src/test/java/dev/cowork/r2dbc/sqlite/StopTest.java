package dev.cowork.r2dbc.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Mono;

/** Bug class: a process that gets no processor for a while wakes up to find all its limits passed. */
class StopTest {

    private static final Duration LIMIT = Duration.ofSeconds(4);
    private static final Duration STOPPED = Duration.ofMillis(5_500);

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "has no signal that stops a process")
    void timeInWhichTheWholeProcessStoodStillCountsForNoLimit(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("test.db");
        try (TestDatabase db = TestDatabase.in(folder)) {
            db.script("CREATE TABLE t (id INTEGER PRIMARY KEY)");
        }
        try (ChildJvm child = ChildJvm.start(StoppedProcess.class, file, LIMIT)) {
            assertThat(child.line()).isEqualTo("ready");
            child.signal("STOP");
            Mono.delay(STOPPED).block();
            child.signal("CONT");
            // let its watch look before its transaction goes on
            Mono.delay(Duration.ofMillis(200)).block();
            child.say("go");

            assertThat(child.line()).isEqualTo("wrote 1");
            assertThat(child.exitCode()).isZero();
        }
        try (TestDatabase db = TestDatabase.in(folder)) {
            assertThat(db.count("t")).isEqualTo(2);
        }
    }
}
