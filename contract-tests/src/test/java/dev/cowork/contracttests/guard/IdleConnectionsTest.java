package dev.cowork.contracttests.guard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cowork.contracttests.server.Api;
import dev.cowork.contracttests.server.Http;
import dev.cowork.contracttests.server.ServerProcess;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** Catches: connections that nobody uses and that make the server slow, run out of memory or of descriptors. */
@Order(20)
class IdleConnectionsTest {

    private static final int CONNECTIONS = 10_000;
    private static final Http.Request HEALTH = Http.Request.of("GET", Api.path("/health"));
    private static final Duration LONGEST = Duration.ofSeconds(5);

    @Test
    void tenThousandIdleConnectionsDoNotKeepTheServerFromItsWork() throws IOException {
        try (ServerProcess server = ServerProcess.start()) {
            answersHealth(server);
            long before = Descriptors.of(server);
            Process client = client(server);
            try (BufferedReader said = client.inputReader()) {
                assertThat(said.readLine()).isEqualTo("open " + CONNECTIONS);
                if (before > 0) {
                    assertThat(Descriptors.of(server)).isGreaterThanOrEqualTo(CONNECTIONS);
                }
                Duration longest = Duration.ZERO;
                for (int i = 0; i < 100; i++) {
                    Duration took = answersHealth(server);
                    longest = took.compareTo(longest) > 0 ? took : longest;
                }
                System.out.printf("%d idle connections: health in at most %d ms%n", CONNECTIONS, longest.toMillis());
                assertThat(longest).isLessThan(LONGEST);
                assertThat(server.api().say(null, "/say still here").toString()).contains("still here");
                client.getOutputStream().close();
                assertThat(said.readLine()).isEqualTo("still " + CONNECTIONS);
            } finally {
                client.destroyForcibly();
            }
            Descriptors.areBackAt(server, before);
            answersHealth(server);
            assertThat(server.tail()).doesNotContain("ERROR").doesNotContain("Exception");
        }
    }

    private static Duration answersHealth(ServerProcess server) {
        long begun = System.nanoTime();
        assertThat(server.api().send(HEALTH).status()).isEqualTo(200);
        return Duration.ofNanos(System.nanoTime() - begun);
    }

    /** In a process of its own, because both ends of a connection count. */
    private static Process client(ServerProcess server) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-cp",
                        Path.of("target", "test-classes").toString(),
                        IdleClient.class.getName(),
                        server.base().getHost(),
                        Integer.toString(server.base().getPort()),
                        Integer.toString(CONNECTIONS),
                        HEALTH.target())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }
}
