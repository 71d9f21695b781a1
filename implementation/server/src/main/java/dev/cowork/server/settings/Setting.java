package dev.cowork.server.settings;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One setting as a person sees it.
 *
 * @param key its name for programs
 * @param label its name for people
 * @param description what it does, one or two sentences
 * @param sensitive whether it is a secret, whose value is never shown
 * @param set for a secret, whether one is in effect, stored or from the environment; else whether a value is stored
 * @param value the value in effect, booleans {@code True} and {@code False}; null for a secret and for what is unset and has no default
 * @param options what can be chosen, or null when it is no choice
 */
public record Setting(
        String key,
        String label,
        String description,
        boolean sensitive,
        boolean set,
        @Nullable String value,
        @Nullable List<String> options) {}
