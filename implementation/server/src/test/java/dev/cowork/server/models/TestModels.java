package dev.cowork.server.models;

import dev.cowork.server.agent.WholeOutputs;
import dev.cowork.server.platform.paths.ServerPaths;
import dev.cowork.server.platform.serve.ServerOptions;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.convert.ApplicationConversionService;
import org.springframework.boot.logging.LogLevel;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.ClassPathBeanDefinitionScanner;
import org.springframework.core.type.filter.AssignableTypeFilter;
import org.springframework.core.type.filter.RegexPatternTypeFilter;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/** The real parts of these modules, put together by Spring, with settings out of a map. */
public final class TestModels {

    private TestModels() {}

    /** Everything in the packages that is a component; to be closed. */
    public static AnnotationConfigApplicationContext context(
            Map<String, String> settings, boolean rehearsal, String... packages) {
        var context = new AnnotationConfigApplicationContext();
        context.getBeanFactory().setConversionService(ApplicationConversionService.getSharedInstance());
        context.registerBean(JsonMapper.class, JsonMapper::shared);
        context.registerBean(Clock.class, Clock::systemUTC);
        context.registerBean(ModelSettings.class, () -> settings(settings));
        context.registerBean(
                WholeOutputs.class, () -> (folder, itemId, output) -> Mono.just(".anton/outputs/" + itemId + ".txt"));
        context.registerBean(ServerOptions.class, () -> options(rehearsal));
        var scanner = new ClassPathBeanDefinitionScanner(context);
        scanner.addExcludeFilter(new AssignableTypeFilter(ModelSettings.class));
        // what asks stored settings has none here
        scanner.addExcludeFilter(new RegexPatternTypeFilter(Pattern.compile(".*\\.models\\.probe\\..*")));
        scanner.scan(packages);
        context.refresh();
        return context;
    }

    /** Settings that follow the map; everything in it was chosen by somebody. */
    private static ModelSettings settings(Map<String, String> values) {
        return owner -> Mono.just(new ModelSettings.Values() {
            @Override
            public @Nullable String get(String key) {
                return values.get(key);
            }

            @Override
            public @Nullable String chosen(String key) {
                return values.get(key);
            }
        });
    }

    private static ServerOptions options(boolean rehearsal) {
        Path home = Path.of("nowhere");
        ServerPaths paths = new ServerPaths(home, home, home, home, home, home, home);
        return new ServerOptions(
                "127.0.0.1",
                0,
                "",
                rehearsal,
                Set.of(),
                Set.of(),
                false,
                Optional.empty(),
                LogLevel.INFO,
                false,
                paths);
    }
}
