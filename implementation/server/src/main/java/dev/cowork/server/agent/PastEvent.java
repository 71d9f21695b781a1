package dev.cowork.server.agent;

/**
 * What happened in a turn, and when.
 *
 * @param event what happened
 * @param at microseconds since 1970 UTC
 */
public record PastEvent(TurnEvent event, long at) {}
