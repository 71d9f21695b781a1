package dev.cowork.server.settings;

import dev.cowork.server.agent.Agent;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.springframework.beans.factory.support.StaticListableBeanFactory;

/** The real rules without a database, and the data files of these tests. */
final class Rules {

    final SettingDefinitions definitions = new SettingDefinitions();
    final SettingInput input =
            new SettingInput(new AgentNames(new StaticListableBeanFactory().getBeanProvider(Agent.class)));

    SettingResolver resolver(Map<String, String> environment) {
        return new SettingResolver(definitions, input, new SettingEnvironment(environment, Map.of(), Map.of()));
    }

    SettingValues values(Map<String, String> stored, Map<String, String> environment) {
        return resolver(environment).resolve(stored, stored.keySet());
    }

    SettingDefinition definition(String key) {
        return definitions.find(key).orElseThrow();
    }

    static List<String[]> lines(String resource, int columns) {
        try (InputStream in = Objects.requireNonNull(Rules.class.getResourceAsStream("/settings/" + resource))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line.replace("\\n", "\n").replace("\\0", "\0").split(",", columns))
                    .peek(parts -> {
                        if (parts.length != columns) {
                            throw new IllegalStateException(resource + ": " + Arrays.toString(parts));
                        }
                    })
                    .toList();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
