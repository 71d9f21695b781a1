package dev.cowork.modelstub.wire;

/**
 * A piece of the request, in the order in which a model reads it.
 *
 * @param text its text, without what marks a cache point
 * @param cachePoint whether the request asks for the prefix up to here to be cached
 */
public record Block(String text, boolean cachePoint) {}
