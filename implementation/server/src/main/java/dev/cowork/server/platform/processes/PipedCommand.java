package dev.cowork.server.platform.processes;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * What a child process is to do that is talked to while it runs.
 *
 * @param words the program and its arguments, as the operating system takes them
 * @param folder where it works
 * @param variables what its environment has besides what every child gets
 * @param longestLine the most bytes that a line of its output may have
 * @param line takes each line of its output; called by one thread at a time, must not block
 * @param tooLong is told once when a line is longer than that; nothing of the output is told after it
 */
public record PipedCommand(
        List<String> words,
        Path folder,
        Map<String, String> variables,
        int longestLine,
        Consumer<String> line,
        Runnable tooLong) {

    /** Copies words and variables. */
    public PipedCommand {
        words = List.copyOf(words);
        variables = Map.copyOf(variables);
    }

    /** Without arguments and variables: there are keys among them. */
    @Override
    public String toString() {
        return "PipedCommand[" + (words.isEmpty() ? "" : words.getFirst()) + "]";
    }
}
