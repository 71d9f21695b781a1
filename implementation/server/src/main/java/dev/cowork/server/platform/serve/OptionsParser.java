package dev.cowork.server.platform.serve;

import dev.cowork.server.platform.db.DatabaseFile;
import dev.cowork.server.platform.paths.ServerPaths;
import dev.cowork.server.platform.problems.StartRefused;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.springframework.boot.logging.LogLevel;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads {@link ServerOptions} from environment variables. Blank means unset. A value that cannot be meant is refused with one sentence.
 *
 * <table>
 * <caption>Variables</caption>
 * <tr><td>{@code COWORK_LISTEN_PORT}, {@code COWORK_SERVER_PORT}, {@code ANTON_SERVER_PORT}</td>
 *     <td>port, 0 to 65535, default 26866; the first one set wins; a value starting with {@code tcp://} counts as unset</td></tr>
 * <tr><td>{@code COWORK_SERVER_HOST}, {@code ANTON_SERVER_HOST}</td><td>address to bind, default 127.0.0.1</td></tr>
 * <tr><td>{@code COWORK_HOME}</td><td>home of all data, default {@code ~/.cowork}</td></tr>
 * <tr><td>{@code COWORK_PROJECTS_DIR}, {@code PROJECTS_ROOT_DIR}</td><td>projects, default {@code <home>/projects}</td></tr>
 * <tr><td>{@code COWORK_FILES_DIR}, {@code FILES_ROOT_DIR}</td><td>uploads, default {@code <home>/files}</td></tr>
 * <tr><td>{@code COWORK_VAULT_DIR}, {@code CONNECTOR_VAULT_DIR}</td><td>credentials, default {@code <home>/data-vault}</td></tr>
 * <tr><td>{@code MASTER_KEY_PATH}</td><td>file of the master key, default {@code <home>/.master_key}</td></tr>
 * <tr><td>{@code COWORK_MASTER_KEY}</td><td>the master key itself, instead of that file; read by the vault</td></tr>
 * <tr><td>{@code DATABASE_URI}</td><td>{@code sqlite:///PATH}, default {@code <home>/cowork.db}</td></tr>
 * <tr><td>{@code LOG_LEVEL}</td><td>TRACE, DEBUG, INFO, WARN, ERROR or OFF; default INFO</td></tr>
 * <tr><td>{@code ENABLE_FILE_LOGGING}, {@code LOG_DIR}</td><td>rotating log files, default off, {@code <home>/logs}</td></tr>
 * <tr><td>{@code COWORK_SERVER_OWNER}</td><td>echoed by health</td></tr>
 * <tr><td>{@code COWORK_REHEARSAL}</td><td>whether the rehearsal model counts as configured, default false</td></tr>
 * <tr><td>{@code COWORK_SHELL}</td><td>whether agents run commands: ask (default), allow or deny; read by permissions</td></tr>
 * <tr><td>{@code COWORK_MCP}, {@code COWORK_MCP_ENV}, {@code COWORK_MCP_TIMEOUT}</td><td>whether MCP servers are started, what they may
 * refer to, and how long a call of theirs may be silent; read by their room</td></tr>
 * <tr><td>{@code COWORK_LOCAL_MODEL_PORTS}</td>
 *     <td>where model servers on this computer are looked for, comma list; read by the search</td></tr>
 * <tr><td>{@code COWORK_ALLOWED_HOSTS}</td><td>further host names, JSON array or comma list</td></tr>
 * <tr><td>{@code COWORK_ALLOWED_ORIGINS}</td><td>further origins, JSON array or comma list</td></tr>
 * <tr><td>{@code VITE_RENDERER_URL}, {@code COWORK_RENDERER_PORT}, {@code VITE_RENDERER_PORT}</td><td>the renderer's origin</td></tr>
 * <tr><td>{@code COWORK_REQUIRE_AUTH}, {@code COWORK_AUTH_TOKEN}</td>
 *     <td>bearer token; also read from {@code <home>/.env}, where the environment wins</td></tr>
 * </table>
 */
public final class OptionsParser {

    private static final JsonMapper JSON = JsonMapper.shared();

    private final Variables environment;

    private OptionsParser(Variables environment) {
        this.environment = environment;
    }

    /**
     * @param environment the variables
     * @return the options
     * @throws StartRefused if a variable has a value that cannot be meant
     */
    public static ServerOptions parse(Variables environment) {
        return new OptionsParser(environment).options();
    }

    private ServerOptions options() {
        Path home = folder("COWORK_HOME").orElseGet(() -> userHome().resolve(".cowork"));
        Variables stored = new Variables(DotEnv.read(home.resolve(".env")));
        Optional<String> token = environment.get("COWORK_AUTH_TOKEN").or(() -> stored.get("COWORK_AUTH_TOKEN"));
        boolean requireAuth = flag(
                "COWORK_REQUIRE_AUTH",
                environment.get("COWORK_REQUIRE_AUTH").or(() -> stored.get("COWORK_REQUIRE_AUTH")));
        if (requireAuth && token.isEmpty()) {
            throw new StartRefused(
                    "COWORK_REQUIRE_AUTH is on but there is no token: set COWORK_AUTH_TOKEN, or turn it off.");
        }
        verdict("COWORK_SHELL");
        verdict("COWORK_MCP");
        return new ServerOptions(
                host(),
                port(),
                environment.get("COWORK_SERVER_OWNER").orElse(""),
                flag("COWORK_REHEARSAL"),
                hosts(),
                origins(),
                requireAuth,
                token,
                logLevel(),
                flag("ENABLE_FILE_LOGGING"),
                paths(home));
    }

    private ServerPaths paths(Path home) {
        return new ServerPaths(
                home,
                folder("COWORK_PROJECTS_DIR", "PROJECTS_ROOT_DIR").orElseGet(() -> home.resolve("projects")),
                folder("COWORK_FILES_DIR", "FILES_ROOT_DIR").orElseGet(() -> home.resolve("files")),
                folder("COWORK_VAULT_DIR", "CONNECTOR_VAULT_DIR").orElseGet(() -> home.resolve("data-vault")),
                folder("LOG_DIR").orElseGet(() -> home.resolve("logs")),
                DatabaseFile.choose(environment
                        .get("DATABASE_URI")
                        .map(this::databaseFile)
                        .orElseGet(() -> home.resolve("cowork.db"))),
                folder("MASTER_KEY_PATH").orElseGet(() -> home.resolve(".master_key")));
    }

    private String host() {
        String host =
                environment.first("COWORK_SERVER_HOST", "ANTON_SERVER_HOST").orElse("127.0.0.1");
        return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
    }

    private int port() {
        for (String name : new String[] {"COWORK_LISTEN_PORT", "COWORK_SERVER_PORT", "ANTON_SERVER_PORT"}) {
            Optional<String> value = environment.get(name).filter(set -> !set.startsWith("tcp://"));
            if (value.isPresent()) {
                return number(name, value.get());
            }
        }
        return ServerOptions.DEFAULT_PORT;
    }

    private static int number(String name, String value) {
        if (value.matches("\\d{1,5}") && Integer.parseInt(value) <= 65_535) {
            return Integer.parseInt(value);
        }
        throw new StartRefused(name + " must be a port between 0 and 65535.");
    }

    private Set<String> hosts() {
        Set<String> hosts = new LinkedHashSet<>();
        list("COWORK_ALLOWED_HOSTS").forEach(host -> hosts.add(host.toLowerCase(Locale.ROOT)));
        return hosts;
    }

    private Set<String> origins() {
        Set<String> origins = new LinkedHashSet<>(list("COWORK_ALLOWED_ORIGINS"));
        environment.get("VITE_RENDERER_URL").ifPresent(origins::add);
        for (String name : new String[] {"COWORK_RENDERER_PORT", "VITE_RENDERER_PORT"}) {
            environment.get(name).filter(set -> !set.startsWith("tcp://")).ifPresent(value -> {
                int port = number(name, value);
                origins.add("http://localhost:" + port);
                origins.add("http://127.0.0.1:" + port);
            });
        }
        return origins;
    }

    private Set<String> list(String name) {
        Optional<String> value = environment.get(name);
        if (value.isEmpty()) {
            return Set.of();
        }
        Set<String> entries = new LinkedHashSet<>();
        for (String entry : value.get().startsWith("[")
                ? array(name, value.get())
                : value.get().split(",")) {
            if (!entry.isBlank()) {
                entries.add(entry.strip());
            }
        }
        return entries;
    }

    private static String[] array(String name, String value) {
        try {
            return JSON.readValue(value, new TypeReference<String[]>() {});
        } catch (JacksonException e) {
            throw new StartRefused(name + " must be a JSON array of texts or a list separated by commas.", e);
        }
    }

    private LogLevel logLevel() {
        String value = environment.get("LOG_LEVEL").orElse("INFO").toUpperCase(Locale.ROOT);
        return switch (value) {
            case "TRACE", "DEBUG", "INFO", "WARN", "ERROR", "OFF" -> LogLevel.valueOf(value);
            case "WARNING" -> LogLevel.WARN;
            case "CRITICAL", "FATAL" -> LogLevel.ERROR;
            default -> throw new StartRefused("LOG_LEVEL must be one of TRACE, DEBUG, INFO, WARN, ERROR and OFF.");
        };
    }

    /** Read by others. Whoever writes "never" or "off" must not be taken for somebody who wrote nothing. */
    private void verdict(String name) {
        String value = environment.get(name).orElse("ask").toLowerCase(Locale.ROOT);
        if (!Set.of("allow", "ask", "deny").contains(value)) {
            throw new StartRefused(name + " must be allow, ask or deny.");
        }
    }

    private boolean flag(String name) {
        return flag(name, environment.get(name));
    }

    private static boolean flag(String name, Optional<String> value) {
        return switch (value.orElse("false").toLowerCase(Locale.ROOT)) {
            case "true", "1", "yes", "on", "t", "y" -> true;
            case "false", "0", "no", "off", "f", "n" -> false;
            default -> throw new StartRefused(name + " must be true or false.");
        };
    }

    private Optional<Path> folder(String... names) {
        for (String name : names) {
            Optional<String> value = environment.get(name);
            if (value.isPresent()) {
                return Optional.of(path(name, value.get()));
            }
        }
        return Optional.empty();
    }

    private Path databaseFile(String uri) {
        // the value is not shown: such addresses often hold a password
        int scheme = uri.indexOf(":///");
        boolean sqlite = scheme > 0 && uri.substring(0, scheme).matches("sqlite(\\+\\w+)?");
        String file = sqlite ? uri.substring(scheme + ":///".length()).replaceFirst("\\?.*$", "") : "";
        if (file.isBlank() || file.startsWith(":memory:")) {
            throw new StartRefused(
                    "DATABASE_URI must name a SQLite file, for example sqlite:////home/me/.cowork/cowork.db.");
        }
        return path("DATABASE_URI", file);
    }

    private Path path(String name, String value) {
        String expanded = value.equals("~") || value.startsWith("~/") ? userHome() + value.substring(1) : value;
        try {
            return Path.of(expanded).toAbsolutePath().normalize();
        } catch (java.nio.file.InvalidPathException e) {
            throw new StartRefused(name + " is not a path.", e);
        }
    }

    private Path userHome() {
        return Path.of(environment.get("HOME").orElseGet(() -> System.getProperty("user.home")))
                .toAbsolutePath();
    }
}
