package dev.cowork.contracttests.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.cowork.contracttests.server.SharedServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Catches: a server that an official SDK cannot work with. Says so where Node or Python, or the SDK itself, cannot be had. */
class OfficialSdkTest {

    private static final Path SDKS = Path.of(System.getProperty("cowork.root", ".."), "contract-tests", "sdks");

    @Test
    void javaScript() throws Exception {
        Path folder = SDKS.resolve("javascript");
        needs(run(folder, "npm", "--version").ok(), "Node is not installed: the JavaScript SDK is not tested.");
        if (!Files.isDirectory(folder.resolve("node_modules"))) {
            needs(
                    run(folder, "npm", "ci", "--no-audit", "--no-fund").ok(),
                    "The JavaScript SDK cannot be installed here: it is not tested.");
        }
        passes(run(folder, "npm", "test"));
    }

    @Test
    void python() throws Exception {
        Path folder = SDKS.resolve("python");
        Path venv = SDKS.resolveSibling("target").resolve("python-sdk").toAbsolutePath();
        String python = venv.resolve("bin/python").toString();
        Path installed = venv.resolve("installed");
        if (!Files.exists(installed)) {
            boolean there =
                    run(folder, "python3", "-m", "venv", venv.toString()).ok()
                            && run(folder, python, "-m", "pip", "install", "-q", "-r", "requirements.txt")
                                    .ok();
            needs(there, "Python or its SDK cannot be had here: it is not tested.");
            Files.createFile(installed);
        }
        passes(run(folder, python, "-B", "-m", "unittest", "-v", "sdk_test"));
    }

    private static void needs(boolean there, String sentence) {
        if (!there) {
            System.out.println(sentence);
        }
        assumeTrue(there, sentence);
    }

    private static void passes(Outcome outcome) {
        assertThat(outcome.ok()).as(outcome.output()).isTrue();
    }

    private record Outcome(boolean ok, String output) {}

    private static Outcome run(Path folder, String... command) throws InterruptedException {
        try {
            ProcessBuilder builder =
                    new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
            builder.environment().put("COWORK_OPENAI_URL", SharedServer.server().base() + "/openai/v1");
            Process process = builder.start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(300, TimeUnit.SECONDS)).as(output).isTrue();
            return new Outcome(process.exitValue() == 0, List.of(command) + "\n" + output);
        } catch (IOException e) {
            return new Outcome(false, String.valueOf(e.getMessage()));
        }
    }
}
