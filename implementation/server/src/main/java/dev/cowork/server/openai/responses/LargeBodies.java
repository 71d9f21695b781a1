package dev.cowork.server.openai.responses;

import dev.cowork.server.platform.guard.LargeBodyRoute;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What the guard has to know about this group: messages come here, also to another base, which it sees before they are taken here. */
@Configuration(proxyBeanMethods = false)
class LargeBodies {

    @Bean
    LargeBodyRoute openAiMessages() {
        return LargeBodyRoute.of("/openai/v1/responses");
    }

    @Bean
    LargeBodyRoute sdkMessages() {
        return LargeBodyRoute.of("/v1/responses");
    }
}
