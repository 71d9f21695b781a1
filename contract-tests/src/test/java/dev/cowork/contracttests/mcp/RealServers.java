package dev.cowork.contracttests.mcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** MCP servers that others wrote, installed by name. They need Node; without it the tests say so. */
final class RealServers {

    private static final Path FOLDER = Path.of(System.getProperty("cowork.root", ".."), "contract-tests", "mcp")
            .toAbsolutePath()
            .normalize();

    private RealServers() {}

    /** Makes sure that they are there. */
    static void install() throws IOException, InterruptedException {
        if (!isThere("node") || !isThere("npm")) {
            String sentence = "Node is not installed: real MCP servers are not tested.";
            System.out.println(sentence);
            assumeTrue(false, sentence);
        }
        if (!Files.isDirectory(FOLDER.resolve("node_modules/@modelcontextprotocol"))) {
            Process install = new ProcessBuilder("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund")
                    .directory(FOLDER.toFile())
                    .redirectErrorStream(true)
                    .start();
            install.getOutputStream().close();
            String output = new String(install.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(install.waitFor(300, TimeUnit.SECONDS)).as(output).isTrue();
            assertThat(install.exitValue()).as(output).isZero();
        }
    }

    private static boolean isThere(String command) throws InterruptedException {
        try {
            return new ProcessBuilder(command, "--version")
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        }
    }

    /** The file to run with Node. */
    static String script(String name) {
        return FOLDER.resolve("node_modules/@modelcontextprotocol/" + name + "/dist/index.js")
                .toString();
    }

    /** The file of a server of ours that does what servers should not do. */
    static String hostile() {
        try {
            return Path.of(Objects.requireNonNull(RealServers.class.getResource("/mcp/hostile-server.mjs"))
                            .toURI())
                    .toString();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A server on HTTP that runs until it is closed. */
    record OnHttp(Process process, String url) implements AutoCloseable {

        private static final int MOST_TRIES = 5;

        static OnHttp start() throws IOException {
            for (int tries = 1; ; tries++) {
                Optional<OnHttp> started = tried();
                if (started.isPresent()) {
                    return started.get();
                }
                assertThat(tries).as("starts without a server").isLessThan(MOST_TRIES);
            }
        }

        /** On a port that is free now; empty when somebody else took it meanwhile. */
        private static Optional<OnHttp> tried() throws IOException {
            int port;
            try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                port = free.getLocalPort();
            }
            ProcessBuilder builder = new ProcessBuilder(List.of("node", script("server-everything"), "streamableHttp"))
                    .redirectErrorStream(true);
            builder.environment().put("PORT", Integer.toString(port));
            Process process = builder.start();
            BufferedReader lines = process.inputReader();
            String line = lines.readLine();
            while (line != null && !line.contains("listening")) {
                line = lines.readLine();
            }
            if (line == null) {
                process.destroyForcibly();
                return Optional.empty();
            }
            Thread.ofPlatform().daemon().start(() -> lines.lines().forEach(more -> {}));
            return Optional.of(new OnHttp(process, "http://127.0.0.1:" + port + "/mcp"));
        }

        @Override
        public void close() {
            process.destroyForcibly();
        }
    }
}
