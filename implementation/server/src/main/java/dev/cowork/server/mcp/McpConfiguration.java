package dev.cowork.server.mcp;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Gives the rules that hold for all servers. */
@Configuration(proxyBeanMethods = false)
class McpConfiguration {

    @Bean
    Limits mcpLimits() {
        return Limits.USUAL;
    }
}
