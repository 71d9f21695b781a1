package dev.cowork.modelstub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The vendors' own clients for Python, installed into {@code target}, stream from the stub without complaint. */
class OfficialClientsTest {

    private static final Path CLIENTS = Path.of("target", "python-clients");

    @BeforeAll
    static void install() throws Exception {
        assumeTrue(works("python3", "--version"), "There is no python3 here.");
        if (!works("python3", "-c", "import openai, anthropic")) {
            works("python3", "-m", "pip", "install", "-q", "--target", CLIENTS.toString(), "openai", "anthropic");
        }
        assumeTrue(
                works("python3", "-c", "import openai, anthropic"),
                "The packages openai and anthropic cannot be installed: no network, or no pip.");
    }

    @Test
    void anthropicStreamsTextReasoningAndTools() throws Exception {
        assertThat(run("anthropic_client.py")).endsWith("streamed\n");
    }

    @Test
    void openAiStreamsTextReasoningAndToolsInBothItsDialects() throws Exception {
        assertThat(run("openai_client.py")).endsWith("streamed\n");
    }

    private static String run(String script) throws Exception {
        try (ModelStub stub = ModelStub.start(ModelStubOptions.defaults().withKey("sk-python"))) {
            Path file = Path.of("src", "test", "resources", script);
            Path said = Files.createTempFile("model-stub", ".txt");
            Process process = python(List.of("python3", file.toString(), stub.baseUrl(), "sk-python"))
                    .redirectErrorStream(true)
                    .redirectOutput(said.toFile())
                    .start();
            boolean ended = process.waitFor(120, TimeUnit.SECONDS);
            process.destroyForcibly();
            String text = Files.readString(said);
            Files.delete(said);
            assertThat(ended).as(text).isTrue();
            return text;
        }
    }

    private static boolean works(String... command) throws InterruptedException {
        try {
            Process process = python(List.of(command))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            boolean ended = process.waitFor(240, TimeUnit.SECONDS);
            process.destroyForcibly();
            return ended && process.exitValue() == 0;
        } catch (IOException e) {
            return false;
        }
    }

    private static ProcessBuilder python(List<String> command) {
        ProcessBuilder builder = new ProcessBuilder(new ArrayList<>(command));
        builder.environment().put("PYTHONPATH", CLIENTS.toAbsolutePath().toString());
        builder.environment().put("NO_PROXY", "127.0.0.1");
        return builder;
    }
}
