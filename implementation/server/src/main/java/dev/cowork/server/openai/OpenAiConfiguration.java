package dev.cowork.server.openai;

import dev.cowork.server.platform.guard.BareAnswer;
import java.util.Map;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What the guard has to know about this contract. */
@Configuration(proxyBeanMethods = false)
class OpenAiConfiguration {

    @Bean
    BareAnswer openAiAnswer() {
        return new BareAnswer(
                SdkRequests.BASE,
                (status, code, detail) -> Map.of("error", OpenAiShape.error(status, code, detail, null)));
    }
}
