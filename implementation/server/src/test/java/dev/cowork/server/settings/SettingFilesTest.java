package dev.cowork.server.settings;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cowork.server.platform.serve.OptionsParser;
import dev.cowork.server.platform.serve.Variables;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bug class: a file that wins over what somebody said more plainly, or one that belongs to another home. */
class SettingFilesTest {

    private final Rules rules = new Rules();
    private final Map<String, String> variables = new HashMap<>();

    @TempDir
    Path user;

    @BeforeEach
    void home() {
        variables.put("HOME", user.toString());
    }

    private void write(String file, String text) throws IOException {
        Path path = user.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }

    private String value(String key, Map<String, String> stored) {
        Variables all = new Variables(variables);
        SettingEnvironment environment = new SettingsConfiguration()
                .settingEnvironment(all, OptionsParser.parse(all).paths());
        return String.valueOf(new SettingResolver(rules.definitions, rules.input, environment)
                .resolve(stored, stored.keySet())
                .get(key));
    }

    @Test
    void theFileOfTheHomeFillsAGapUnderBothNames() throws IOException {
        write(".cowork/.env", "ANTON_OPENAI_API_KEY=sk-file\nTONE=dry\n");
        assertThat(value("openai_api_key", Map.of())).isEqualTo("sk-file");
        assertThat(value("tone", Map.of())).isEqualTo("dry");
    }

    @Test
    void whatIsStoredWinsOverTheEnvironmentAndThatOverTheFile() throws IOException {
        write(".cowork/.env", "OPENAI_API_KEY=sk-file\n");
        variables.put("ANTON_OPENAI_API_KEY", "sk-environment");
        assertThat(value("openai_api_key", Map.of())).isEqualTo("sk-environment");
        assertThat(value("openai_api_key", Map.of("openai_api_key", "sk-stored")))
                .isEqualTo("sk-stored");
    }

    @Test
    void theFileOfTheAgentsOwnProgramComesLast() throws IOException {
        write(".anton/.env", "ANTON_OPENAI_API_KEY=sk-agent\nANTON_GEMINI_API_KEY=sk-agent\n");
        write(".cowork/.env", "ANTON_GEMINI_API_KEY=sk-home\n");
        assertThat(value("openai_api_key", Map.of())).isEqualTo("sk-agent");
        assertThat(value("gemini_api_key", Map.of())).isEqualTo("sk-home");
    }

    @Test
    void whoNamesAHomeGetsNothingOfAnotherOne() throws IOException {
        write(".anton/.env", "ANTON_OPENAI_API_KEY=sk-agent\n");
        write(".cowork/.env", "TONE=dry\n");
        variables.put("COWORK_HOME", user.resolve("mine").toString());
        assertThat(value("openai_api_key", Map.of())).isEqualTo("null");
        assertThat(value("tone", Map.of())).isEqualTo("balanced");
    }

    @Test
    void aFileOfTheAgentsOwnProgramThatCannotBeReadIsPassedOver() throws IOException {
        write(".anton/.env", "A=" + "x".repeat(2 << 20));
        assertThat(value("tone", Map.of())).isEqualTo("balanced");
    }
}
