package dev.cowork.server.platform.serve;

import dev.cowork.server.platform.db.DatabaseFile;
import dev.cowork.server.platform.logs.LogFiles;
import dev.cowork.server.platform.logs.Secrets;
import dev.cowork.server.platform.problems.StartRefused;
import java.net.BindException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.web.server.PortInUseException;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.StandardEnvironment;

/** A running server inside this process: home locked, database current, address bound. */
public final class StartedServer implements AutoCloseable {

    private final ConfigurableApplicationContext context;
    private final Home home;
    private final ServerOptions options;

    private StartedServer(ConfigurableApplicationContext context, Home home, ServerOptions options) {
        this.context = context;
        this.home = home;
        this.options = options;
    }

    /**
     * Starts a server and returns when it can serve.
     *
     * @param application the application class
     * @param variables the environment; nothing else is read, neither the process's variables nor system properties
     * @param hook whether the end of the process closes it
     * @param more what to do to the context before it is refreshed
     * @return the server
     * @throws StartRefused if it cannot start as it was asked to
     */
    public static StartedServer start(
            Class<?> application,
            Variables variables,
            boolean hook,
            List<ApplicationContextInitializer<ConfigurableApplicationContext>> more) {
        ServerOptions options = OptionsParser.parse(variables);
        options.token().ifPresent(Secrets::register);
        Home home = Home.take(options.paths());
        try {
            Address.check(options);
            new DatabaseFile().prepare(options.paths().database());
            SpringApplicationBuilder builder = new SpringApplicationBuilder(application)
                    .web(WebApplicationType.REACTIVE)
                    .registerShutdownHook(hook)
                    .environment(new Settings(options))
                    .initializers(context -> introduce(context, options, variables));
            more.forEach(builder::initializers);
            return new StartedServer(builder.run(), home, options);
        } catch (RuntimeException e) {
            home.close();
            throw translate(e, options);
        }
    }

    private static void introduce(ConfigurableApplicationContext context, ServerOptions options, Variables variables) {
        if (options.fileLogging()) {
            LogFiles.attach(options.paths().logs());
        }
        context.getBeanFactory().registerSingleton("serverOptions", options);
        context.getBeanFactory().registerSingleton("serverPaths", options.paths());
        context.getBeanFactory().registerSingleton("variables", variables);
    }

    private static RuntimeException translate(RuntimeException thrown, ServerOptions options) {
        int depth = 0;
        for (Throwable at = thrown; at != null && depth < 32; at = at.getCause(), depth++) {
            if (at instanceof StartRefused refused) {
                return refused;
            }
            if (at instanceof PortInUseException || at instanceof BindException) {
                return Address.refusal(options, at);
            }
        }
        return thrown;
    }

    /** The port it listens on. */
    public int port() {
        return context instanceof WebServerApplicationContext web && web.getWebServer() != null
                ? web.getWebServer().getPort()
                : -1;
    }

    /** The address of the server without a path. */
    public String url() {
        return Address.url(options, port());
    }

    /** Its beans. */
    public ConfigurableApplicationContext context() {
        return context;
    }

    /** Ends running work, closes everything, lets go of the home. */
    @Override
    public void close() {
        context.close();
        home.close();
    }

    /** What the framework is told; it sees neither environment variables nor system properties. */
    private static final class Settings extends StandardEnvironment {

        private final Map<String, Object> values = new LinkedHashMap<>();

        Settings(ServerOptions options) {
            values.put("server.port", options.port());
            values.put("server.address", Address.resolve(options).getHostAddress());
            values.put("logging.level.dev.cowork", options.logLevel().name());
            values.put("logging.level.root", quieter(options.logLevel()).name());
            getPropertySources().addFirst(new MapPropertySource("cowork", values));
        }

        /** Libraries speak one level less than this server. */
        private static LogLevel quieter(LogLevel level) {
            return switch (level) {
                case TRACE, DEBUG -> LogLevel.INFO;
                case INFO, WARN -> LogLevel.WARN;
                case ERROR, FATAL -> LogLevel.ERROR;
                case OFF -> LogLevel.OFF;
            };
        }

        @Override
        protected void customizePropertySources(MutablePropertySources sources) {
            // none of the usual ones: the server starts alike wherever it is started
        }
    }
}
