package dev.cowork.server.settings;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The environment variables that fill what nobody has set, and the files of such variables behind them. Upper and lower case are the same,
 * blank is absent.
 */
final class SettingEnvironment {

    private final List<Map<String, String>> sources;
    private final Map<String, String> file;

    /**
     * @param variables the process's variables
     * @param file what the file {@code .env} of the home says
     * @param more what else is asked, after both
     */
    SettingEnvironment(Map<String, String> variables, Map<String, String> file, Map<String, String> more) {
        this.sources = Stream.of(variables, file, more)
                .map(SettingEnvironment::readable)
                .toList();
        this.file = Map.copyOf(file);
    }

    /** A variable that speaks for a setting. */
    record Variable(String name, String value) {}

    /** The variables that speak for a setting: those of the process before those of a file, and the one of its own name before others. */
    List<Variable> of(SettingDefinition definition) {
        List<Variable> found = new ArrayList<>();
        for (Map<String, String> source : sources) {
            for (String name : names(definition)) {
                String value = source.get(name);
                if (value != null) {
                    found.add(new Variable(name, value));
                }
            }
        }
        return found;
    }

    /** The variable of exactly this name, or null. */
    @Nullable
    String get(String name) {
        return sources.stream()
                .map(source -> source.get(name))
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    /** What the file of the home said when the server started. */
    Map<String, String> file() {
        return file;
    }

    /** The names of the variables that speak for a setting, its own first. */
    static List<String> names(SettingDefinition definition) {
        List<String> names = new ArrayList<>();
        names.add(definition.key().toUpperCase(Locale.ROOT));
        names.addAll(Objects.requireNonNullElse(definition.environment(), List.of()));
        return names;
    }

    private static Map<String, String> readable(Map<String, String> variables) {
        Map<String, String> readable = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        variables.forEach((name, value) -> {
            if (!value.isBlank()) {
                readable.put(name, value);
            }
        });
        return readable;
    }
}
