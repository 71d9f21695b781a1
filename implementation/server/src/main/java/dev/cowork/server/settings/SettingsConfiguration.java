package dev.cowork.server.settings;

import dev.cowork.server.platform.serve.Variables;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Where settings look when nobody has set them. */
@Configuration(proxyBeanMethods = false)
class SettingsConfiguration {

    @Bean
    SettingEnvironment settingEnvironment(Variables variables) {
        return new SettingEnvironment(variables.all());
    }
}
