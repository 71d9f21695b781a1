package dev.cowork.r2dbc.sqlite.codecs;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** All codecs: what may be bound, and how it is read. */
public final class Codecs {

    private static final Map<Class<?>, Codec<?>> BY_TYPE = byType();

    private Codecs() {}

    private static Map<Class<?>, Codec<?>> byType() {
        Map<Class<?>, Codec<?>> all = new HashMap<>();
        Stream.of(NumberCodecs.all(), TextCodecs.all(), TimeCodecs.all(), BinaryCodecs.all())
                .flatMap(java.util.List::stream)
                .forEach(codec -> all.put(codec.type(), codec));
        all.put(long.class, all.get(Long.class));
        all.put(int.class, all.get(Integer.class));
        all.put(short.class, all.get(Short.class));
        all.put(byte.class, all.get(Byte.class));
        all.put(boolean.class, all.get(Boolean.class));
        all.put(double.class, all.get(Double.class));
        all.put(float.class, all.get(Float.class));
        all.put(char.class, all.get(Character.class));
        return Map.copyOf(all);
    }

    /**
     * Turns a value into what is stored: Long, Double, String or byte[].
     *
     * @param value a value of a supported type or an enum constant
     * @return the stored value
     * @throws IllegalArgumentException if the type is not supported
     */
    public static Object encode(Object value) {
        return switch (value) {
            case String text -> text;
            case Long number -> number;
            case Integer number -> number.longValue();
            case byte[] bytes -> bytes;
            case ByteBuffer buffer -> BinaryCodecs.bytes(buffer);
            case Enum<?> constant -> constant.name();
            default -> encodeByType(value);
        };
    }

    @SuppressWarnings("unchecked")
    private static Object encodeByType(Object value) {
        Codec<Object> codec = (Codec<Object>) BY_TYPE.get(value.getClass());
        if (codec == null) {
            throw new IllegalArgumentException(
                    "Cannot bind a value of type " + value.getClass().getName());
        }
        return codec.encode().apply(value);
    }

    /**
     * Reads a stored value.
     *
     * @param stored Integer, Long, Double, String, byte[] or {@code null}
     * @param type the wanted type; {@code Object} reads a BLOB as {@link ByteBuffer} and everything else as it is stored
     * @param column name of the column, for error messages
     * @param <T> the wanted type
     * @return the value, {@code null} for NULL
     * @throws IllegalArgumentException if the stored value cannot be read as that type; names the column
     */
    @SuppressWarnings("unchecked")
    public static <T> @Nullable T decode(@Nullable Object stored, Class<T> type, String column) {
        if (stored == null) {
            return null;
        }
        if (type == Object.class) {
            return (T) (stored instanceof byte[] bytes ? ByteBuffer.wrap(bytes) : stored);
        }
        if (type.isInstance(stored)) {
            return (T) stored;
        }
        Object value;
        try {
            value = convert(stored, type);
        } catch (RuntimeException e) {
            throw new IllegalArgumentException(message(stored, type, column), e);
        }
        if (value == null) {
            throw new IllegalArgumentException(message(stored, type, column));
        }
        return (T) value;
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static @Nullable Object convert(Object stored, Class<?> type) {
        Codec<?> codec = BY_TYPE.get(type);
        if (codec != null) {
            return codec.decode(stored);
        }
        return type.isEnum() && stored instanceof String name ? Enum.valueOf((Class) type, name) : null;
    }

    private static String message(Object stored, Class<?> type, String column) {
        return "Column '" + column + "' holds " + storageClass(stored) + " that cannot be read as " + type.getName();
    }

    private static String storageClass(Object stored) {
        return switch (stored) {
            case String text -> "a TEXT";
            case byte[] bytes -> "a BLOB";
            case Double real -> "a REAL";
            default -> "an INTEGER";
        };
    }
}
