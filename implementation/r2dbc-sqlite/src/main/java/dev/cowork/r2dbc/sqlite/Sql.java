package dev.cowork.r2dbc.sqlite;

import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;

/**
 * One statement, understood as far as the driver needs it.
 *
 * @param text the statement without surrounding space and semicolon
 * @param kind what it does
 * @param names names of parameters as written ({@code :id}, {@code ?2}) and their 0-based places, in order
 * @param parameterCount number of places, counting gaps that {@code ?n} may leave
 */
record Sql(String text, SqlKind kind, Map<String, Integer> names, int parameterCount) {

    private static final List<String> PREFIXES = List.of("", ":", "@", "$", "?");

    /** The 0-based place of a parameter, named with or without its prefix. */
    int place(String name) {
        for (String prefix : PREFIXES) {
            Integer place = names.get(prefix + name);
            if (place != null) {
                return place;
            }
        }
        throw new NoSuchElementException("No parameter '" + name + "' in this statement, only " + names.keySet());
    }
}
