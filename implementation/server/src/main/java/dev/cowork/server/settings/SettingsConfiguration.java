package dev.cowork.server.settings;

import dev.cowork.server.platform.paths.ServerPaths;
import dev.cowork.server.platform.problems.StartRefused;
import dev.cowork.server.platform.serve.DotEnv;
import dev.cowork.server.platform.serve.Variables;
import java.nio.file.Path;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Where settings look when nobody has set them. The files are read once, at the start. */
@Configuration(proxyBeanMethods = false)
class SettingsConfiguration {

    private static final Logger LOG = LoggerFactory.getLogger(SettingsConfiguration.class);

    @Bean
    SettingEnvironment settingEnvironment(Variables variables, ServerPaths paths) {
        return new SettingEnvironment(
                variables.all(), DotEnv.read(paths.home().resolve(".env")), agentsFile(variables));
    }

    /** Where the agent's own program keeps its variables. Who names another home means other variables too. */
    private static Map<String, String> agentsFile(Variables variables) {
        if (variables.get("COWORK_HOME").isPresent()) {
            return Map.of();
        }
        String user = variables.get("HOME").orElseGet(() -> System.getProperty("user.home"));
        try {
            return DotEnv.read(Path.of(user).resolve(".anton").resolve(".env"));
        } catch (StartRefused notOurs) {
            LOG.warn("The variables of the agent's own program cannot be read and are passed over.");
            return Map.of();
        }
    }
}
