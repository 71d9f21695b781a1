package dev.cowork.server.mcp;

import java.net.URI;
import java.util.List;
import java.util.Map;

/** How a project's configuration says one server is reached. Two are equal when they say the same. */
sealed interface ServerConfig {

    /** The name in the configuration: letters, digits, spaces, {@code . _ -}. */
    String name();

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

        /** Without headers: there are keys among them. */
        @Override
        public String toString() {
            return "Remote[" + name + "]";
        }
    }
}
