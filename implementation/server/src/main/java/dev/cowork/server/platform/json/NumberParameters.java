package dev.cowork.server.platform.json;

import org.springframework.context.annotation.Configuration;
import org.springframework.format.FormatterRegistry;
import org.springframework.web.reactive.config.WebFluxConfigurer;

/** Numbers in queries, paths and headers are decimal digits; the framework would also read {@code 0x10} and {@code #10}. */
@Configuration(proxyBeanMethods = false)
class NumberParameters implements WebFluxConfigurer {

    @Override
    public void addFormatters(FormatterRegistry registry) {
        registry.addConverter(String.class, Integer.class, text -> Integer.valueOf(digits(text)));
        registry.addConverter(String.class, Long.class, text -> Long.valueOf(digits(text)));
    }

    private static String digits(String text) {
        if (!text.matches("-?[0-9]{1,19}")) {
            throw new NumberFormatException("Not a whole number");
        }
        return text;
    }
}
