package dev.cowork.server.settings;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a setting is, one row of {@code settings/definitions.json}.
 *
 * @param key its name for programs; in capitals also the name of its environment variable
 * @param label its name for people
 * @param description what it does
 * @param type the kind of value
 * @param usual the value when neither set nor in the environment; null when there is none
 * @param usualBy where the usual value depends on something else, or null
 * @param min the least number, for numbers
 * @param max the greatest number, for numbers
 * @param options what can be chosen, for choices
 * @param environment further environment variables, asked after the one of the key's own name
 */
record SettingDefinition(
        String key,
        String label,
        String description,
        SettingType type,
        @JsonProperty("default") @Nullable String usual,
        @JsonProperty("default_by") @Nullable UsualBy usualBy,
        @Nullable Integer min,
        @Nullable Integer max,
        @Nullable List<String> options,
        @Nullable List<String> environment) {

    /** A default that follows another setting or an environment variable: {@code values} by the value of {@code name}. */
    record UsualBy(String name, Source kind, Map<String, String> values) {}

    /** What {@link UsualBy#name} names. */
    enum Source {
        SETTING,
        ENVIRONMENT
    }

    boolean secret() {
        return type.secret();
    }
}
