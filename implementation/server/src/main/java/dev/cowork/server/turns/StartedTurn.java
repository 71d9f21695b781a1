package dev.cowork.server.turns;

/**
 * The answer to a message: a turn that will run whatever happens to the connection.
 *
 * @param turn the turn
 * @param joined whether an earlier request with the same key had started it
 */
public record StartedTurn(Turn turn, boolean joined) {}
