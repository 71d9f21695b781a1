package dev.cowork.server.journal;

/**
 * Names a stream that its owner was allowed to see.
 *
 * @param no the inner key
 * @param id the public id
 * @param owner whose it is
 */
public record StreamRef(long no, String id, String owner) {}
