package dev.cowork.server.models;

/**
 * A model that a request can name.
 *
 * @param id its name at the provider
 * @param provider the provider's id as in the settings, or {@code rehearsal}
 */
public record OfferedModel(String id, String provider) {}
