package dev.cowork.server.ask;

import dev.cowork.server.platform.problems.StartRefused;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the command line of {@code cowork ask} says.
 *
 * @param message what is asked; null when it comes from standard input, or when a turn is followed only
 * @param conversation the conversation to go on with, or null for a new one
 * @param project the name of the new conversation's project, or null
 * @param model the model of this turn, or null
 * @param resume the response to follow instead of asking anything, or null
 * @param url the server's address, or null for the one that the environment names
 */
record AskOptions(
        @Nullable String message,
        @Nullable String conversation,
        @Nullable String project,
        @Nullable String model,
        @Nullable String resume,
        @Nullable String url) {

    static final String USAGE = """
            Usage: cowork ask [OPTIONS] "MESSAGE"
              Streams one turn of the running server and asks here what the agent asks. Without MESSAGE, or with -, the
              message is read from standard input. The answer goes to standard output, all else to standard error.
              Ctrl-C stops the turn.
              --conversation ID  go on with this conversation
              --project NAME     the project of a new conversation
              --model NAME       the model of this turn
              --resume RESPONSE  follow a turn that runs or waits, and answer what it asks
              --url URL          the server, unless it is the one that the environment names
            """;

    private static final Set<String> OPTIONS = Set.of("--conversation", "--project", "--model", "--resume", "--url");

    /** Whether somebody only wants to read how it is used. */
    static boolean asksForHelp(List<String> arguments) {
        return arguments.stream().anyMatch(Set.of("--help", "-h")::contains);
    }

    /**
     * @param arguments what stands behind {@code ask}
     * @throws StartRefused if that cannot be meant
     */
    static AskOptions parse(List<String> arguments) {
        String conversation = null;
        String project = null;
        String model = null;
        String resume = null;
        String url = null;
        List<String> words = new ArrayList<>();
        boolean optionsEnd = false;
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            if (optionsEnd || !argument.startsWith("--")) {
                words.add(argument);
                continue;
            }
            if (argument.equals("--")) {
                optionsEnd = true;
                continue;
            }
            if (!OPTIONS.contains(argument)) {
                throw new StartRefused("There is no option " + argument + ".\n" + USAGE);
            }
            String value = i + 1 < arguments.size() ? arguments.get(++i) : null;
            if (value == null || value.isBlank()) {
                throw new StartRefused(argument + " wants a value.\n" + USAGE);
            }
            switch (argument) {
                case "--conversation" -> conversation = value;
                case "--project" -> project = value;
                case "--model" -> model = value;
                case "--resume" -> resume = value;
                case "--url" -> url = value;
                default -> throw new IllegalStateException(argument);
            }
        }
        String message = String.join(" ", words);
        if (resume != null && !message.isEmpty()) {
            throw new StartRefused("--resume follows a turn; it asks nothing new.");
        }
        return new AskOptions(
                message.isEmpty() || message.equals("-") ? null : message, conversation, project, model, resume, url);
    }
}
