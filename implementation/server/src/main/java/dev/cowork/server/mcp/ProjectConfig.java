package dev.cowork.server.mcp;

import java.util.List;

/**
 * What a project's {@code .mcp.json} says, as far as it can be used.
 *
 * @param servers the servers, in the file's order
 * @param problems a sentence for each thing that cannot be used
 */
record ProjectConfig(List<ServerConfig> servers, List<String> problems) {

    static final ProjectConfig NONE = new ProjectConfig(List.of(), List.of());

    ProjectConfig {
        servers = List.copyOf(servers);
        problems = List.copyOf(problems);
    }

    /** A file that says nothing usable. */
    static ProjectConfig unusable(String problem) {
        return new ProjectConfig(List.of(), List.of(problem));
    }
}
