package dev.cowork.server.v1.responses;

import dev.cowork.server.platform.guard.LargeBodyRoute;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What the guard has to know about this group. */
@Configuration(proxyBeanMethods = false)
class ResponsesConfiguration {

    @Bean
    LargeBodyRoute messages() {
        return LargeBodyRoute.of("/api/v1/responses");
    }
}
