package dev.cowork.server.mcp;

import java.time.Duration;

/**
 * What a server may take. One place, so that tests need not wait.
 *
 * @param turn how long a turn waits for a server's tools
 * @param start how long a server may take until it has told its tools; programs that are fetched first take long
 * @param silence how long a call may go without an answer or a line of progress
 * @param call how long a call may take in all
 * @param ping how long a server may take to show that it still listens
 * @param idle how long a server is kept that nobody uses
 * @param longestLine the most bytes of one message
 * @param unasked the most messages that nobody asked for, in {@code window}
 * @param window the time in which they are counted
 */
record Limits(
        Duration turn,
        Duration start,
        Duration silence,
        Duration call,
        Duration ping,
        Duration idle,
        int longestLine,
        int unasked,
        Duration window) {

    static final Limits USUAL = new Limits(
            Duration.ofSeconds(5),
            Duration.ofSeconds(90),
            Duration.ofMinutes(2),
            Duration.ofMinutes(10),
            Duration.ofSeconds(2),
            Duration.ofMinutes(10),
            4 << 20,
            5_000,
            Duration.ofSeconds(10));

    /** The same with another patience for a silent call. */
    Limits withSilence(Duration other) {
        return new Limits(turn, start, other, call, ping, idle, longestLine, unasked, window);
    }
}
