package dev.cowork.server.platform.resources;

import org.jspecify.annotations.Nullable;

/**
 * One field of a partial change: kept, or set to a value. For a field that may be empty the value may be null, so that "left out" and
 * "cleared" stay different things.
 *
 * @param <T> the field's type
 */
public sealed interface Patch<T extends @Nullable Object> {

    /** The field stays as it is. */
    record Keep<T extends @Nullable Object>() implements Patch<T> {}

    /** The field gets a new value. */
    record To<T extends @Nullable Object>(T value) implements Patch<T> {}

    /**
     * @param current the field's value before the change
     * @return its value after the change
     */
    default T or(T current) {
        return switch (this) {
            case Keep<T> keep -> current;
            case To<T> to -> to.value();
        };
    }
}
