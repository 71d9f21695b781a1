package dev.cowork.server.platform.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cowork.server.platform.problems.StartRefused;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.logging.LogLevel;

class OptionsParserTest {

    @TempDir
    Path home;

    @Test
    void nothing_set_means_the_local_sidecar() {
        ServerOptions options = OptionsParser.parse(new Variables(Map.of("HOME", home.toString())));

        assertThat(options.host()).isEqualTo("127.0.0.1");
        assertThat(options.port()).isEqualTo(26866);
        assertThat(options.requireAuth()).isFalse();
        assertThat(options.token()).isEmpty();
        assertThat(options.logLevel()).isEqualTo(LogLevel.INFO);
        assertThat(options.paths().home()).isEqualTo(home.resolve(".cowork"));
        assertThat(options.paths().projects()).isEqualTo(home.resolve(".cowork/projects"));
        assertThat(options.paths().files()).isEqualTo(home.resolve(".cowork/files"));
        assertThat(options.paths().vault()).isEqualTo(home.resolve(".cowork/data-vault"));
        assertThat(options.paths().database()).isEqualTo(home.resolve(".cowork/cowork.db"));
        assertThat(options.paths().masterKey()).isEqualTo(home.resolve(".cowork/.master_key"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "1001 | 1002 | 1003 | 1001",
                "-    | 1002 | 1003 | 1002",
                "-    | -    | 1003 | 1003",
                "''   | 1002 | -    | 1002",
                "tcp://10.0.0.1:80 | 1002 | - | 1002",
                "tcp://10.0.0.1:80 | tcp://x | - | 26866",
                "0    | 1002 | -    | 0",
            })
    void the_port_comes_from_the_first_variable_that_names_one(String listen, String server, String anton, int port) {
        Map<String, String> variables = new HashMap<>();
        variables.put("COWORK_LISTEN_PORT", listen);
        variables.put("COWORK_SERVER_PORT", server);
        variables.put("ANTON_SERVER_PORT", anton);
        variables.values().removeIf(java.util.Objects::isNull);

        assertThat(parse(variables).port()).isEqualTo(port);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "COWORK_SERVER_PORT | 65536",
                "COWORK_SERVER_PORT | -1",
                "COWORK_SERVER_PORT | eighty",
                "COWORK_LISTEN_PORT | 80a",
                "COWORK_RENDERER_PORT | x",
                "LOG_LEVEL | LOUD",
                "COWORK_SHELL | never",
                "COWORK_MCP | off",
                "COWORK_REQUIRE_AUTH | maybe",
                "COWORK_REHEARSAL | 2",
                "ENABLE_FILE_LOGGING | please",
                "COWORK_ALLOWED_ORIGINS | [1",
                "DATABASE_URI | postgresql://me:hunter22@host/db",
                "DATABASE_URI | sqlite://",
                "DATABASE_URI | sqlite:///:memory:",
                "DATABASE_URI | /just/a/path",
            })
    void a_value_that_cannot_be_meant_is_refused_by_name(String name, String value) {
        assertThatThrownBy(() -> parse(Map.of(name, value)))
                .isInstanceOfSatisfying(
                        StartRefused.class,
                        refusal -> assertThat(refusal.sentence())
                                .startsWith(name)
                                .endsWith(".")
                                .doesNotContain("hunter22"));
    }

    @Test
    void a_null_character_in_a_path_is_refused() {
        assertThatThrownBy(() -> parse(Map.of("COWORK_FILES_DIR", "a\0b"))).isInstanceOf(StartRefused.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"sqlite:////data/my.db", "sqlite+aiosqlite:////data/my.db", "sqlite:////data/my.db?timeout=30"})
    void a_database_address_names_a_file(String uri) {
        assertThat(parse(Map.of("DATABASE_URI", uri)).paths().database()).isEqualTo(Path.of("/data/my.db"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[\"https://a.example\", \"app://x\"]",
                "https://a.example, app://x,",
                " https://a.example ,app://x"
            })
    void origins_are_a_json_array_or_a_list(String text) {
        assertThat(parse(Map.of("COWORK_ALLOWED_ORIGINS", text)).allowedOrigins())
                .containsExactlyInAnyOrder("https://a.example", "app://x");
    }

    @Test
    void the_renderer_is_an_origin() {
        assertThat(parse(Map.of("VITE_RENDERER_URL", "http://localhost:4000", "VITE_RENDERER_PORT", "4001"))
                        .allowedOrigins())
                .containsExactlyInAnyOrder("http://localhost:4000", "http://localhost:4001", "http://127.0.0.1:4001");
    }

    @ParameterizedTest
    @CsvSource({"debug,DEBUG", "WARNING,WARN", "CRITICAL,ERROR", "Info,INFO", "off,OFF"})
    void log_levels_have_several_names(String text, LogLevel level) {
        assertThat(parse(Map.of("LOG_LEVEL", text)).logLevel()).isEqualTo(level);
    }

    @Test
    void the_token_may_stand_in_the_home_and_the_environment_wins() throws IOException {
        Files.writeString(home.resolve(".env"), """
                # made by the app
                export COWORK_REQUIRE_AUTH="true"
                COWORK_AUTH_TOKEN=from-file # comment
                nonsense
                """);

        assertThat(parse(Map.of()).token()).contains("from-file");
        assertThat(parse(Map.of()).requireAuth()).isTrue();
        assertThat(parse(Map.of("COWORK_AUTH_TOKEN", "from-env")).token()).contains("from-env");
        assertThat(parse(Map.of("COWORK_REQUIRE_AUTH", "false")).requireAuth()).isFalse();
    }

    @Test
    void demanding_a_token_without_having_one_is_refused() {
        assertThatThrownBy(() -> parse(Map.of("COWORK_REQUIRE_AUTH", "true")))
                .isInstanceOf(StartRefused.class)
                .hasMessageContaining("COWORK_AUTH_TOKEN");
    }

    @Test
    void the_token_is_in_no_text_of_the_options() {
        ServerOptions options = parse(Map.of("COWORK_AUTH_TOKEN", "hunter22"));

        assertThat(options.toString()).doesNotContain("hunter22");
        assertThat(new Variables(Map.of("A", "hunter22")).toString()).doesNotContain("hunter22");
    }

    private ServerOptions parse(Map<String, String> variables) {
        Map<String, String> all = new HashMap<>(Map.of("COWORK_HOME", home.toString()));
        all.putAll(variables);
        return OptionsParser.parse(new Variables(all));
    }
}
