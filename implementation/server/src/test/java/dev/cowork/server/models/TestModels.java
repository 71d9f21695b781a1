package dev.cowork.server.models;

import java.time.Clock;
import java.util.Map;
import org.springframework.boot.convert.ApplicationConversionService;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/** The real parts of these modules, put together by Spring, with settings out of a map. */
public final class TestModels {

    private TestModels() {}

    /** Everything in the packages that is a component; to be closed. */
    public static AnnotationConfigApplicationContext context(ModelSettings settings, String... packages) {
        var context = new AnnotationConfigApplicationContext();
        context.getBeanFactory().setConversionService(ApplicationConversionService.getSharedInstance());
        context.registerBean(JsonMapper.class, JsonMapper::shared);
        context.registerBean(Clock.class, Clock::systemUTC);
        context.registerBean(ModelSettings.class, () -> settings);
        context.scan(packages);
        context.refresh();
        return context;
    }

    /** Settings that follow the map. */
    public static ModelSettings settings(Map<String, String> values) {
        return owner -> Mono.fromSupplier(() -> values::get);
    }
}
