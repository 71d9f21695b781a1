package dev.cowork.server.vault;

import dev.cowork.server.platform.logs.Secrets;
import dev.cowork.server.platform.paths.ServerPaths;
import dev.cowork.server.platform.serve.Variables;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The vault of this home. {@code COWORK_MASTER_KEY} overrides the master key's file. */
@Configuration(proxyBeanMethods = false)
class VaultConfiguration {

    @Bean
    Vault vault(ServerPaths paths, Variables variables) {
        String override = variables.get("COWORK_MASTER_KEY").orElse(null);
        if (override != null) {
            Secrets.register(override);
        }
        return new Vault(paths.masterKey(), override);
    }
}
