package dev.cowork.server.platform.paths;

import java.nio.file.Path;

/**
 * Where this server keeps things; all absolute.
 *
 * @param home the data home, {@code ~/.cowork} unless set
 * @param projects the folder of the projects' folders
 * @param files uploaded files
 * @param vault connector credentials
 * @param logs log files, when they are on
 * @param database the database file
 * @param masterKey the file of the master key
 */
public record ServerPaths(Path home, Path projects, Path files, Path vault, Path logs, Path database, Path masterKey) {}
