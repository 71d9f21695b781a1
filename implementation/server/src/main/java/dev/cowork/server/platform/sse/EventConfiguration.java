package dev.cowork.server.platform.sse;

import org.springframework.context.annotation.Configuration;
import org.springframework.http.codec.ServerCodecConfigurer;
import org.springframework.web.reactive.config.WebFluxConfigurer;
import tools.jackson.databind.json.JsonMapper;

/** Puts the writer of events before the framework's. */
@Configuration(proxyBeanMethods = false)
class EventConfiguration implements WebFluxConfigurer {

    private final JsonMapper json;

    EventConfiguration(JsonMapper json) {
        this.json = json;
    }

    @Override
    public void configureHttpMessageCodecs(ServerCodecConfigurer configurer) {
        configurer.customCodecs().register(new EventWriter(json));
    }
}
