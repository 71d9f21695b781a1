package dev.cowork.server.mcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cowork.server.platform.problems.StartRefused;
import dev.cowork.server.platform.serve.Variables;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bug class: a patience that nobody can have meant. */
class McpConfigurationTest {

    private static Limits limits(String seconds) {
        return new McpConfiguration().mcpLimits(new Variables(Map.of("COWORK_MCP_TIMEOUT", seconds)));
    }

    @Test
    void the_patience_with_a_silent_call_can_be_set() {
        assertThat(new McpConfiguration().mcpLimits(new Variables(Map.of()))).isEqualTo(Limits.USUAL);
        assertThat(limits("3")).isEqualTo(Limits.USUAL.withSilence(Duration.ofSeconds(3)));
        assertThat(limits("600").silence()).isEqualTo(Limits.USUAL.call());
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "601", "99999999999", "2m", "1.5", "ever"})
    void what_is_no_number_of_seconds_keeps_the_server_from_starting(String seconds) {
        assertThatThrownBy(() -> limits(seconds))
                .isInstanceOf(StartRefused.class)
                .hasMessage("COWORK_MCP_TIMEOUT must be a number of seconds from 1 to 600.");
    }
}
