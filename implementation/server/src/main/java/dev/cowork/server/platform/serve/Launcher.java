package dev.cowork.server.platform.serve;

import dev.cowork.server.platform.db.DatabaseFile;
import dev.cowork.server.platform.problems.StartRefused;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.slf4j.LoggerFactory;

/**
 * The process: what it is told, what it prints, how it ends.
 *
 * <p>Standard output carries results only: one {@code ready} line from {@code serve}, what {@code setup} did. All else goes to standard
 * error. Exit code 0 after {@code setup}, {@code train} and {@code help} and after the end of the parent process, 1 when it could not
 * start, 143 after SIGTERM.
 */
public final class Launcher {

    /** The desktop app waits three seconds before it kills. */
    private static final Duration STOPPING = Duration.ofMillis(2700);

    private final Class<?> application;
    private final Variables variables;
    private final PrintStream out;
    private final PrintStream err;

    Launcher(Class<?> application, Variables variables, PrintStream out, PrintStream err) {
        this.application = application;
        this.variables = variables;
        this.out = out;
        this.err = err;
    }

    /**
     * Runs the process. Returns while the server runs, and exits when there is nothing left to do.
     *
     * @param application the application class
     * @param arguments the command line
     */
    public static void main(Class<?> application, String[] arguments) {
        PrintStream out = System.out;
        // whatever a library prints must not be taken for a result
        System.setOut(System.err);
        // sentences come in one language, whatever the machine speaks
        Locale.setDefault(Locale.ENGLISH);
        Variables variables = new Variables(System.getenv());
        boolean serving = false;
        int code = 1;
        try {
            Launcher launcher = new Launcher(application, variables, out, System.err);
            serving = launcher.run(List.of(arguments));
            code = 0;
        } catch (StartRefused refused) {
            System.err.println(refused.sentence());
        } catch (RuntimeException | LinkageError e) {
            LoggerFactory.getLogger(Launcher.class).error("The start failed", e);
            System.err.println("The server could not start because of a fault inside it; the lines above say more.");
        }
        if (!serving) {
            System.exit(code);
        }
    }

    /** Whether a server runs now. */
    boolean run(List<String> arguments) {
        String command =
                arguments.isEmpty() || arguments.getFirst().equals(Parent.OPTION) ? "serve" : arguments.getFirst();
        List<String> rest = arguments.isEmpty() || arguments.getFirst().equals(Parent.OPTION)
                ? arguments
                : arguments.subList(1, arguments.size());
        Optional<Parent> parent = command.equals("serve") ? Parent.of(rest) : Optional.empty();
        if (parent.isEmpty() && !rest.isEmpty()) {
            throw new StartRefused("One command at a time: serve, setup or help.");
        }
        switch (command) {
            case "serve" -> serve(parent);
            case "setup" -> setup();
            case "train" -> Training.run(application);
            case "help", "--help", "-h" -> help();
            default -> throw new StartRefused("That is no command: use serve, ask, setup or help.");
        }
        return command.equals("serve");
    }

    private void serve(Optional<Parent> parent) {
        Runtime.getRuntime().addShutdownHook(new Thread(Launcher::limitStopping, "stop-limit"));
        StartedServer server = StartedServer.start(application, variables, true, List.of());
        out.println("ready " + server.url());
        out.flush();
        parent.ifPresent(Parent::endWithIt);
    }

    /** Hooks run side by side: this one only starts the clock. Whatever hangs, the process is gone in time. */
    private static void limitStopping() {
        Thread clock = new Thread(
                () -> {
                    try {
                        Thread.sleep(STOPPING);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    Runtime.getRuntime().halt(143);
                },
                "stop-clock");
        clock.setDaemon(true);
        clock.start();
    }

    private void setup() {
        ServerOptions options = OptionsParser.parse(variables);
        Address.resolve(options);
        try (Home _ = Home.take(options.paths())) {
            new DatabaseFile().prepare(options.paths().database());
        }
        out.println("home      " + options.paths().home());
        out.println("database  " + options.paths().database());
        out.println("projects  " + options.paths().projects());
        out.println("files     " + options.paths().files());
        out.println("vault     " + options.paths().vault());
        out.println("address   " + options.host() + " port " + options.port());
        out.println("token     " + (options.token().isPresent() ? "set" : "not set"));
        out.println("The configuration is valid and the database is up to date.");
        out.flush();
    }

    private void help() {
        out.println("Usage: cowork [serve [--parent-pid PID] | ask \"MESSAGE\" | setup | train | help]");
        out.println("  serve  run the server (the default); prints 'ready URL' when it can serve;");
        out.println("         with --parent-pid it ends by itself when that process has ended");
        out.println(
                "  ask    stream one turn of a running server in the terminal and answer there what the agent asks");
        out.println("  setup  create the home and the database, check the configuration, exit");
        out.println(
                "  train  serve a few requests to itself in a folder of its own, for the JVM to record the start; exit");
        out.println("Everything else is set by environment variables; see docs.");
        out.flush();
        err.flush();
    }
}
