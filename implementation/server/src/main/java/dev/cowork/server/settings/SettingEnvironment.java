package dev.cowork.server.settings;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The environment variables that fill what nobody has set. Upper and lower case are the same, blank is absent. */
final class SettingEnvironment {

    private final Map<String, String> variables = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

    SettingEnvironment(Map<String, String> variables) {
        variables.forEach((name, value) -> {
            if (!value.isBlank()) {
                this.variables.put(name, value);
            }
        });
    }

    /** A variable that speaks for a setting. */
    record Variable(String name, String value) {}

    /** The variables that speak for a setting, the one of its own name first. */
    List<Variable> of(SettingDefinition definition) {
        List<Variable> found = new ArrayList<>();
        add(definition.key().toUpperCase(Locale.ROOT), found);
        Objects.requireNonNullElse(definition.environment(), List.<String>of()).forEach(name -> add(name, found));
        return found;
    }

    /** The variable of exactly this name, or null. */
    @Nullable
    String get(String name) {
        return variables.get(name);
    }

    private void add(String name, List<Variable> found) {
        String value = variables.get(name);
        if (value != null) {
            found.add(new Variable(name, value));
        }
    }
}
