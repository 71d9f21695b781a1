package dev.cowork.server.platform.processes;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/**
 * What a child process is to do.
 *
 * @param words the program and its arguments, as the operating system takes them
 * @param folder where it works
 * @param limit how long it may take
 * @param line takes each line of its output as it comes; called by one thread at a time, must not block
 */
public record Command(List<String> words, Path folder, Duration limit, Consumer<String> line) {

    /** Copies the words. */
    public Command {
        words = List.copyOf(words);
    }
}
