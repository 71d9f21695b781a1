package dev.cowork.server.models.probe;

import dev.cowork.server.platform.serve.Variables;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What trials are made with. */
@Configuration(proxyBeanMethods = false)
class ProbeConfiguration {

    @Bean(destroyMethod = "close")
    ProbeHttp probeHttp() {
        return new ProbeHttp(ForbiddenAddresses::contain);
    }

    @Bean
    LocalServers localServers(Variables variables, ProbeHttp http, Clock clock) {
        return new LocalServers(
                variables
                        .get("COWORK_LOCAL_MODEL_PORTS")
                        .map(LocalServers.Place::of)
                        .orElseGet(LocalServers.Place::read),
                http,
                clock);
    }

    @Bean
    ModelLists probedModelLists(ProbeHttp http, Clock clock) {
        return new ModelLists(http, clock);
    }
}
