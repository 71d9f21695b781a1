package dev.cowork.server.mcp;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** How a project's configuration says one server is reached. Two are equal when they say the same. */
sealed interface ServerConfig {

    /** The most characters of a line that a person can be expected to read; a configuration with a longer one is not used. */
    int LONGEST_LINE = 2_000;

    /** The name in the configuration: letters, digits, spaces, {@code . _ -}. */
    String name();

    /** What a person reads who is to allow it: the whole of it in a line, without values that may be keys. */
    String line();

    /** What a rule is about that allows it: the line, and a mark that is another one for every other configuration. */
    default String target() {
        return line() + " (" + mark() + ")";
    }

    /** Differs as soon as anything in the configuration does. */
    String mark();

    /**
     * A program that is started and talked to by its input and output.
     *
     * @param words the command and its arguments
     * @param variables what its environment has besides what every child gets
     */
    record Program(String name, List<String> words, Map<String, String> variables) implements ServerConfig {

        public Program {
            words = List.copyOf(words);
            variables = Map.copyOf(variables);
        }

        @Override
        public String line() {
            return Texts.line(name + ": " + String.join(" ", words) + Texts.with(variables));
        }

        @Override
        public String mark() {
            return Texts.digest(List.of("program", name, words, new TreeMap<>(variables)));
        }

        /** Without arguments and variables: there are keys among them. */
        @Override
        public String toString() {
            return "Program[" + name + "]";
        }
    }

    /**
     * A server that is reached by HTTP.
     *
     * @param url an absolute {@code http} or {@code https} URL
     * @param headers sent with every request
     */
    record Remote(String name, URI url, Map<String, String> headers) implements ServerConfig {

        public Remote {
            headers = Map.copyOf(headers);
        }

        @Override
        public String line() {
            return Texts.line(name + ": " + url + Texts.with(headers));
        }

        @Override
        public String mark() {
            return Texts.digest(List.of("remote", name, url, new TreeMap<>(headers)));
        }

        /** Without headers: there are keys among them. */
        @Override
        public String toString() {
            return "Remote[" + name + "]";
        }
    }
}
