package dev.cowork.server.mcp;

import dev.cowork.server.platform.problems.StartRefused;
import dev.cowork.server.platform.serve.Variables;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Gives the rules that hold for all servers. */
@Configuration(proxyBeanMethods = false)
class McpConfiguration {

    /** How many seconds a call may go without an answer or a line of progress. */
    static final String TIMEOUT = "COWORK_MCP_TIMEOUT";

    @Bean
    Limits mcpLimits(Variables variables) {
        return variables
                .get(TIMEOUT)
                .map(seconds -> Limits.USUAL.withSilence(silence(seconds)))
                .orElse(Limits.USUAL);
    }

    private static Duration silence(String seconds) {
        long most = Limits.USUAL.call().toSeconds();
        if (seconds.matches("[1-9]\\d{0,3}") && Integer.parseInt(seconds) <= most) {
            return Duration.ofSeconds(Integer.parseInt(seconds));
        }
        throw new StartRefused(TIMEOUT + " must be a number of seconds from 1 to " + most + ".");
    }
}
