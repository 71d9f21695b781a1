package dev.cowork.contracttests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.cowork.contracttests.server.SharedServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Catches: a server that our own TypeScript client cannot work with. Needs Node; says so when there is none. */
class TypeScriptClientTest {

    private static final Path CLIENT =
            Path.of(System.getProperty("cowork.root", ".."), "api-spec", "clients", "typescript");

    @Test
    void theTypeScriptClientPassesItsTestsAgainstTheRunningServer() throws Exception {
        if (!isThere("node", "--version") || !isThere("npm", "--version")) {
            String sentence = "Node is not installed: the TypeScript client is not tested against the server.";
            System.out.println(sentence);
            assumeTrue(false, sentence);
        }
        if (!Files.isDirectory(CLIENT.resolve("node_modules"))) {
            run("npm", "ci", "--no-audit", "--no-fund");
        }
        run("npm", "test");
    }

    private static boolean isThere(String... command) throws InterruptedException {
        try {
            return new ProcessBuilder(command)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        }
    }

    private static void run(String... command) throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(Arrays.asList(command));
        ProcessBuilder builder =
                new ProcessBuilder(words).directory(CLIENT.toFile()).redirectErrorStream(true);
        builder.environment().put("COWORK_URL", SharedServer.server().base() + "/api/v1");
        Process process = builder.start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(300, TimeUnit.SECONDS)).as(output).isTrue();
        assertThat(process.exitValue()).as(words + "\n" + output).isZero();
    }
}
