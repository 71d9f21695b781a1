package dev.cowork.server.health;

import dev.cowork.server.models.Models;
import dev.cowork.server.platform.serve.ServerOptions;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.info.BuildProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What health knows from the start: version, shell, installation. */
@Configuration(proxyBeanMethods = false)
class HealthConfiguration {

    /** Said by a build that does not know its version: one that runs from loose classes. */
    private static final String UNNAMED = "0.0.0-dev";

    @Bean
    HealthService healthService(
            Models models,
            ObjectProvider<LiveWork> work,
            ServerOptions options,
            ObjectProvider<BuildProperties> build) {
        return new HealthService(
                models,
                work.orderedStream().toList(),
                version(build.getIfAvailable()),
                options.owner(),
                Installation.id(options.paths().home()));
    }

    private static String version(@Nullable BuildProperties build) {
        return Optional.ofNullable(build)
                .map(BuildProperties::getVersion)
                .or(() -> Optional.ofNullable(
                        HealthConfiguration.class.getPackage().getImplementationVersion()))
                .filter(version -> !version.isBlank())
                .orElse(UNNAMED);
    }
}
