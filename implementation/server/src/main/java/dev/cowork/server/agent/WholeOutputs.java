package dev.cowork.server.agent;

import java.nio.file.Path;
import reactor.core.publisher.Mono;

/** Where outputs of tools are kept whole when they are too long to be shown whole. */
public interface WholeOutputs {

    /**
     * Keeps an output.
     *
     * @param folder the project's folder
     * @param itemId the id of the output's item
     * @param output the whole output
     * @return the path, relative to the folder, that the agent's file tools read it by; empty when it could not be kept
     */
    Mono<String> keep(Path folder, String itemId, String output);
}
