package dev.cowork.server.platform.json;

import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.http.codec.ServerCodecConfigurer;
import org.springframework.web.reactive.config.WebFluxConfigurer;
import tools.jackson.databind.json.JsonMapper;

/** Puts our reader of JSON bodies in the framework's place. */
@Configuration(proxyBeanMethods = false)
@Order(100)
class JsonCodecs implements WebFluxConfigurer {

    private final JsonMapper json;

    JsonCodecs(JsonMapper json) {
        this.json = json;
    }

    @Override
    public void configureHttpMessageCodecs(ServerCodecConfigurer configurer) {
        configurer.defaultCodecs().jacksonJsonDecoder(new WholeJsonDecoder(json));
    }
}
