package dev.cowork.server.settings;

import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The values in effect for one owner at one moment, secrets in clear. Take it anew for each piece of work; never keep, log or send it.
 */
public final class SettingValues {

    private final Map<String, String> effective;
    private final Set<String> known;
    private final Set<String> defaults;
    private final Set<String> stored;

    /**
     * @param effective the values by key; what is unset is not in it
     * @param known all keys there are
     * @param defaults the keys whose value is only a default
     * @param stored the keys for which the database has a row
     */
    SettingValues(Map<String, String> effective, Set<String> known, Set<String> defaults, Set<String> stored) {
        this.effective = Map.copyOf(effective);
        this.known = Set.copyOf(known);
        this.defaults = Set.copyOf(defaults);
        this.stored = Set.copyOf(stored);
    }

    /**
     * @param key a setting's key
     * @return its value; null when it is unset and has no default
     * @throws IllegalArgumentException if there is no such setting
     */
    public @Nullable String get(String key) {
        if (!known.contains(key)) {
            throw new IllegalArgumentException("No such setting: " + key);
        }
        return effective.get(key);
    }

    /**
     * The value somebody chose. A default model belongs to its provider, so whoever falls back to another provider must not take it along.
     *
     * @param key a setting's key
     * @return its value if it is stored or in the environment; null if it is unset or only a default
     * @throws IllegalArgumentException if there is no such setting
     */
    public @Nullable String chosen(String key) {
        String value = get(key);
        return defaults.contains(key) ? null : value;
    }

    /** Whether the database has a row for this key, whatever it says. */
    boolean isStored(String key) {
        return stored.contains(key);
    }

    /** Says how many values there are and none of them. */
    @Override
    public String toString() {
        return "SettingValues[" + effective.size() + " values, " + stored.size() + " stored]";
    }
}
