package dev.cowork.server.v1;

import dev.cowork.server.platform.resources.Patch;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.openapitools.jackson.nullable.JsonNullable;

/** Reads fields of request bodies that may be absent, null, or there under more than one name. */
public final class Fields {

    private Fields() {}

    /**
     * @param field a field
     * @param <T> its type
     * @return its value; null when it is absent or null
     */
    public static <T> @Nullable T value(JsonNullable<T> field) {
        return field.isPresent() ? field.get() : null;
    }

    /**
     * @param field a list
     * @param <T> what it lists
     * @return the list; empty when it is absent or null
     */
    public static <T> List<T> list(JsonNullable<List<T>> field) {
        List<T> list = value(field);
        return list == null ? List.of() : list;
    }

    /**
     * @param field a field that null clears
     * @param <T> its type
     * @return what it changes
     */
    public static <T> Patch<@Nullable T> patch(JsonNullable<T> field) {
        return field.isPresent() ? new Patch.To<>(field.get()) : new Patch.Keep<>();
    }

    /**
     * @param preferred a field's first spelling
     * @param other its other spelling
     * @param <T> its type
     * @return the first that has a value, or null
     */
    public static <T> @Nullable T either(@Nullable T preferred, @Nullable T other) {
        return preferred == null ? other : preferred;
    }
}
