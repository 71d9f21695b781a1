package dev.cowork.server.projects;

import java.nio.file.Path;

/**
 * A folder that is to go: written with the rows that needed it, gone after they are.
 *
 * @param no the key
 * @param owner whose it was
 * @param path the folder
 */
record Removal(long no, String owner, Path path) {}
