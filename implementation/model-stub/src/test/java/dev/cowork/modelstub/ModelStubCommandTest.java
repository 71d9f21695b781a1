package dev.cowork.modelstub;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The stub as a program. */
class ModelStubCommandTest {

    @Test
    void itSaysWhereItIsReadyAndKeepsToItsKey() throws Exception {
        Process process = start("--key", "sk-test");
        try (BufferedReader out = process.inputReader();
                HttpClient client = HttpClient.newHttpClient()) {
            String line = out.readLine();
            assertThat(line).matches("ready http://127\\.0\\.0\\.1:\\d+");
            URI models = URI.create(line.substring("ready ".length()) + "/v1/models");
            HttpRequest.Builder request = HttpRequest.newBuilder(models);
            assertThat(client.send(request.build(), HttpResponse.BodyHandlers.ofString())
                            .statusCode())
                    .isEqualTo(401);
            request.header("authorization", "Bearer sk-test");
            assertThat(client.send(request.build(), HttpResponse.BodyHandlers.ofString())
                            .statusCode())
                    .isEqualTo(200);
        } finally {
            process.destroy();
            process.waitFor();
        }
    }

    @Test
    void aRuleThatCannotBePlayedIsNamed(@TempDir Path folder) throws Exception {
        Path rules = Files.writeString(folder.resolve("rules.txt"), "when user Hello\n!sya Good day.");
        Process process = start("--rules", rules.toString());
        String said = new String(process.getErrorStream().readAllBytes());
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(64);
        assertThat(said).contains("rules.txt", "!sya");
    }

    @Test
    void aWrongArgumentIsExplained() throws Exception {
        Process process = start("--prot", "1");
        String said = new String(process.getErrorStream().readAllBytes());
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(64);
        assertThat(said).contains("--port PORT");
    }

    private static Process start(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                ModelStubCommand.class.getName()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command).start();
    }
}
