package dev.cowork.server.settings;

import dev.cowork.server.platform.problems.Problem;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Finds the value in effect: what is stored, else the environment, else the default. What does not fit is passed over, so that one broken
 * value never breaks the rest.
 */
@Component
final class SettingResolver {

    private static final Logger LOG = LoggerFactory.getLogger(SettingResolver.class);

    private final SettingDefinitions definitions;
    private final SettingInput input;
    private final SettingEnvironment environment;
    private final Set<String> complained = ConcurrentHashMap.newKeySet();

    SettingResolver(SettingDefinitions definitions, SettingInput input, SettingEnvironment environment) {
        this.definitions = definitions;
        this.input = input;
        this.environment = environment;
    }

    /**
     * @param stored the stored texts by key, opened; one that cannot be opened is not in it
     * @param rows the keys that have a row, those that cannot be opened too
     */
    SettingValues resolve(Map<String, String> stored, Set<String> rows) {
        Map<String, String> effective = new LinkedHashMap<>();
        Set<String> defaults = new HashSet<>();
        Set<String> known = new HashSet<>();
        for (SettingDefinition definition : definitions.all()) {
            String key = definition.key();
            known.add(key);
            Found found = find(definition, stored);
            if (found.value() != null) {
                effective.put(key, found.value());
            }
            if (found.isDefault()) {
                defaults.add(key);
            }
        }
        return new SettingValues(effective, known, defaults, rows);
    }

    /** A value and whether it is only a default. */
    private record Found(@Nullable String value, boolean isDefault) {}

    private Found find(SettingDefinition definition, Map<String, String> stored) {
        String text = fitting(definition, "the stored value of " + definition.key(), stored.get(definition.key()));
        if (text != null && !(text.isEmpty() && definition.type().emptyIsUnset())) {
            return new Found(definition.secret() && text.isEmpty() ? null : text, false);
        }
        String fromOutside = fromEnvironment(definition, stored);
        if (fromOutside != null) {
            return new Found(fromOutside, false);
        }
        String usual = usual(definition, stored);
        boolean none = usual != null && usual.isEmpty() && definition.type() == SettingType.NAME;
        return new Found(none ? null : usual, true);
    }

    private @Nullable String value(SettingDefinition definition, Map<String, String> stored) {
        return find(definition, stored).value();
    }

    private @Nullable String fromEnvironment(SettingDefinition definition, Map<String, String> stored) {
        if (definition.type().hidden()) {
            return null;
        }
        for (SettingEnvironment.Variable found : environment.of(definition)) {
            String text = fitting(definition, "the environment variable " + found.name(), found.value());
            if (text != null) {
                return found.name().startsWith("ANTON_") ? inAntonsWords(definition, text, stored) : text;
            }
        }
        return null;
    }

    /** In the agent's own variables MindsHub goes by the name of the dialect it speaks; its key tells which is meant. */
    private String inAntonsWords(SettingDefinition definition, String text, Map<String, String> stored) {
        boolean ambiguous = definition.type() == SettingType.CHOICE && text.equals("openai_compatible");
        return ambiguous && value(known("minds_api_key"), stored) != null ? "minds_cloud" : text;
    }

    private @Nullable String usual(SettingDefinition definition, Map<String, String> stored) {
        SettingDefinition.UsualBy by = definition.usualBy();
        if (by == null) {
            return definition.usual();
        }
        String decides = switch (by.kind()) {
            case SETTING -> value(known(by.name()), stored);
            case ENVIRONMENT -> environment.get(by.name());
        };
        String usual = decides == null ? null : by.values().get(decides);
        return usual == null ? definition.usual() : usual;
    }

    private @Nullable String fitting(SettingDefinition definition, String where, @Nullable String text) {
        if (text == null) {
            return null;
        }
        try {
            return input.normal(definition, text);
        } catch (Problem unfit) {
            if (complained.add(where)) {
                LOG.warn("Passed over {}: {}", where, unfit.detail());
            }
            return null;
        }
    }

    private SettingDefinition known(String key) {
        return definitions.find(key).orElseThrow(() -> new IllegalStateException("No such setting: " + key));
    }
}
