package dev.cowork.server.ask;

import dev.cowork.server.platform.problems.StartRefused;
import dev.cowork.server.platform.serve.Address;
import dev.cowork.server.platform.serve.OptionsParser;
import dev.cowork.server.platform.serve.ServerOptions;
import dev.cowork.server.platform.serve.Variables;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.Reader;
import java.nio.charset.Charset;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code cowork ask "MESSAGE"}: streams one turn of a running server in the terminal and asks there what the agent asks. It is a client
 * like any other and starts no server. Exit code 0 when the turn is completed, 1 when it ended otherwise or the server cannot be reached,
 * 2 when the command line cannot be meant, 3 when the turn waits for an answer that nobody can give here, 130 after Ctrl-C, which stops
 * the turn.
 */
public final class Ask {

    /** A message longer than this is no message; the server refuses it too. */
    private static final int MESSAGE_LIMIT = 32 << 20;

    private final Variables variables;
    private final BufferedReader in;
    private final PrintStream out;
    private final PrintStream err;

    private Ask(Variables variables, InputStream in, PrintStream out, PrintStream err) {
        this.variables = variables;
        this.in = new BufferedReader(new InputStreamReader(in, Charset.defaultCharset()));
        this.out = out;
        this.err = err;
    }

    /**
     * Runs the command.
     *
     * @param arguments what stands behind {@code ask}
     * @param variables where the server is, and the token
     * @param in what a person types, or the message
     * @param out takes the answer
     * @param err takes everything else
     * @return the exit code
     */
    public static int run(
            List<String> arguments, Variables variables, InputStream in, PrintStream out, PrintStream err) {
        if (AskOptions.asksForHelp(arguments)) {
            out.print(AskOptions.USAGE);
            return 0;
        }
        try {
            return new Ask(variables, in, out, err).run(AskOptions.parse(arguments));
        } catch (StartRefused refused) {
            err.println(refused.sentence());
            return 2;
        }
    }

    private int run(AskOptions asked) {
        ServerOptions options = OptionsParser.parse(variables);
        String url = asked.url() == null ? Address.url(options, options.port()) : asked.url();
        Screen screen = new Screen(out, err);
        try (ServerConnection server = new ServerConnection(url, options.token())) {
            AskedTurn turn = new AskedTurn(server, screen, in, request(asked), asked.resume());
            Thread stop = new Thread(turn::stop, "ask-stop");
            Runtime.getRuntime().addShutdownHook(stop);
            try {
                return turn.follow();
            } finally {
                // whatever ended this, only a person's Ctrl-C stops a turn
                turn.leave();
            }
        } catch (ServerRefused refused) {
            screen.note(refused.sentence());
        } catch (IOException unreachable) {
            screen.note("No server answers at " + url + ": start one with ./cowork, or name it with --url.");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return 1;
    }

    private @Nullable ObjectNode request(AskOptions asked) throws IOException {
        if (asked.resume() != null) {
            return null;
        }
        String message = asked.message() == null ? read(in) : asked.message();
        if (message.isBlank()) {
            throw new StartRefused(AskOptions.USAGE);
        }
        ObjectNode request = JsonMapper.shared().createObjectNode().put("input", message);
        put(request, "conversation_id", asked.conversation());
        put(request, "project", asked.project());
        put(request, "model", asked.model());
        return request;
    }

    private static void put(ObjectNode request, String field, @Nullable String value) {
        if (value != null) {
            request.put(field, value);
        }
    }

    private static String read(Reader in) throws IOException {
        StringBuilder text = new StringBuilder();
        char[] some = new char[8192];
        for (int n = in.read(some); n >= 0; n = in.read(some)) {
            text.append(some, 0, n);
            if (text.length() > MESSAGE_LIMIT) {
                throw new StartRefused("The message on standard input is too long.");
            }
        }
        return text.toString();
    }
}
