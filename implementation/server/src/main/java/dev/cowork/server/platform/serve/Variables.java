package dev.cowork.server.platform.serve;

import java.util.Map;
import java.util.Optional;

/**
 * The environment variables this server was started with. Modules ask here and not the process, so that tests can give others.
 *
 * @param all every variable
 */
public record Variables(Map<String, String> all) {

    /** Copies the map. */
    public Variables {
        all = Map.copyOf(all);
    }

    /**
     * @param name a variable
     * @return its value, trimmed; empty if it is missing or blank
     */
    public Optional<String> get(String name) {
        return Optional.ofNullable(all.get(name)).map(String::strip).filter(value -> !value.isEmpty());
    }

    /**
     * @param names variables, the most important first
     * @return the first value that is there
     */
    public Optional<String> first(String... names) {
        for (String name : names) {
            Optional<String> value = get(name);
            if (value.isPresent()) {
                return value;
            }
        }
        return Optional.empty();
    }

    /** Without values: there are keys among them. */
    @Override
    public String toString() {
        return "Variables[" + all.size() + "]";
    }
}
