package dev.cowork.server.journal;

/**
 * One durable event.
 *
 * @param seq its place in the stream, from 1, without gaps
 * @param at microseconds since 1970 UTC
 * @param event the event itself
 * @param bytes about how much memory it takes
 * @param <E> the stream's kind of event
 */
public record Entry<E>(long seq, long at, E event, int bytes) {}
