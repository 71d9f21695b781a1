package dev.cowork.contracttests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Catches: starts of the model stub at the same time that build it over each other. The script is the real one, the build is not. */
@EnabledOnOs(OS.LINUX)
class ModelStubStartTest {

    /** Builds nothing, says that it was asked to, and is not ready before it may. */
    private static final String BUILD = """
            #!/bin/sh
            root=$(cd "$(dirname "$0")" && pwd)
            echo built >> "$root/builds"
            while [ ! -f "$root/may-end" ]; do sleep 0.05; done
            : > "$root/implementation/model-stub/target/model-stub-1.jar"
            """;

    private static final Duration TIME_TO_BEGIN = Duration.ofSeconds(2);

    @TempDir
    private Path root;

    private Path builds() {
        return root.resolve("builds");
    }

    private void lay(String file, String content) throws IOException {
        Path path = root.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, content);
        assertThat(path.toFile().setExecutable(true)).isTrue();
    }

    private Process start() {
        try {
            ProcessBuilder command = new ProcessBuilder(root.resolve("cowork").toString(), "model-stub");
            command.environment().put("JAVA_HOME", System.getProperty("java.home"));
            return command.redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private long built() throws IOException {
        return Files.exists(builds()) ? Files.readAllLines(builds()).size() : 0;
    }

    @Test
    void startsAtTheSameTimeBuildItOnce() throws Exception {
        lay("cowork", Files.readString(Path.of("../cowork")));
        lay(".ci/find-jdk", Files.readString(Path.of("../.ci/find-jdk")));
        lay("mvnw", BUILD);
        lay("pom.xml", "");
        lay("implementation/model-stub/pom.xml", "");
        lay("implementation/model-stub/src/main/Source.java", "");

        List<Process> starts = Stream.generate(this::start).limit(3).toList();
        long limit = System.nanoTime() + TIME_TO_BEGIN.toNanos();
        while (built() < 2 && System.nanoTime() < limit) {
            LockSupport.parkNanos(10_000_000);
        }
        Files.createFile(root.resolve("may-end"));
        for (Process start : starts) {
            assertThat(start.waitFor(120, TimeUnit.SECONDS)).isTrue();
        }

        assertThat(built()).isEqualTo(1);
        assertThat(root.resolve("implementation/model-stub/target/built")).exists();
    }
}
