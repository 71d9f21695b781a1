package dev.cowork.server.models;

import org.jspecify.annotations.Nullable;

/**
 * Whether turns are answered by a real model.
 *
 * @param ready true when a real provider is configured, or rehearsing was asked for
 * @param error the first thing that is missing, one sentence; null when ready
 * @param provider the provider's id, {@code rehearsal} when none is configured
 * @param providerLabel its name for people
 * @param model the model that answers
 */
public record ModelStatus(boolean ready, @Nullable String error, String provider, String providerLabel, String model) {}
