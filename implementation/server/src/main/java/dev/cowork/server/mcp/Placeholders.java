package dev.cowork.server.mcp;

import dev.cowork.server.platform.processes.Processes;
import dev.cowork.server.platform.serve.Variables;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Fills {@code ${NAME}} and {@code ${NAME:-otherwise}} in configurations. A configuration that came with a repository must not read this
 * server's keys, so only variables are known that every child process gets, and those that {@code COWORK_MCP_ENV} names.
 */
@Component
class Placeholders {

    /** Names of variables, with commas between them. */
    static final String ALLOWED = "COWORK_MCP_ENV";

    private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{([A-Za-z_][A-Za-z0-9_]{0,127})(?::-([^}]*))?}");

    private final Variables variables;
    private final Set<String> allowed;

    Placeholders(Variables variables) {
        this.variables = variables;
        this.allowed = variables.get(ALLOWED).stream()
                .flatMap(names -> Arrays.stream(names.split(",")))
                .map(String::strip)
                .collect(Collectors.toUnmodifiableSet());
    }

    /**
     * @param text the filled text
     * @param missing the first variable that is not known and has no other value, or null
     */
    record Filled(String text, @Nullable String missing) {}

    Filled fill(String text) {
        StringBuilder filled = new StringBuilder();
        String missing = null;
        Matcher matcher = PLACEHOLDER.matcher(text);
        while (matcher.find()) {
            String value = value(matcher.group(1)).orElse(matcher.group(2));
            if (value == null) {
                missing = missing == null ? matcher.group(1) : missing;
                value = "";
            }
            matcher.appendReplacement(filled, Matcher.quoteReplacement(value));
        }
        return new Filled(matcher.appendTail(filled).toString(), missing);
    }

    private Optional<String> value(String name) {
        return allowed.contains(name) || Processes.passesOn(name) ? variables.get(name) : Optional.empty();
    }
}
