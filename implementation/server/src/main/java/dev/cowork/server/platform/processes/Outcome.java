package dev.cowork.server.platform.processes;

/**
 * How a child process ended.
 *
 * @param exit its exit code; 128 and the signal's number after a signal
 * @param timedOut whether it was ended because its time was over
 * @param output standard output and standard error as they came, the middle left out when there was very much
 */
public record Outcome(int exit, boolean timedOut, String output) {}
