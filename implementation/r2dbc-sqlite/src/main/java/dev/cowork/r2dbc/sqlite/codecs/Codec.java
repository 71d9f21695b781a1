package dev.cowork.r2dbc.sqlite.codecs;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Stores values of one Java type as one of Long, Double, String or byte[], and reads them back.
 *
 * @param type the Java type
 * @param encode to the stored value
 * @param fromInteger from an INTEGER, {@code null} if that cannot be read as this type
 * @param fromReal from a REAL
 * @param fromText from a TEXT
 * @param fromBlob from a BLOB
 * @param <T> the Java type
 */
record Codec<T>(
        Class<T> type,
        Function<T, Object> encode,
        @Nullable Function<Long, T> fromInteger,
        @Nullable Function<Double, T> fromReal,
        @Nullable Function<String, T> fromText,
        @Nullable Function<byte[], T> fromBlob) {

    static <T> Codec<T> text(Class<T> type, Function<T, Object> encode, Function<String, T> decode) {
        return new Codec<>(type, encode, null, null, decode, null);
    }

    static <T> Codec<T> number(
            Class<T> type,
            Function<T, Object> encode,
            Function<Long, T> fromInteger,
            @Nullable Function<Double, T> fromReal,
            @Nullable Function<String, T> fromText) {
        return new Codec<>(type, encode, fromInteger, fromReal, fromText, null);
    }

    /** Reads a stored value; {@code null} if its storage class does not fit the type. */
    @Nullable
    T decode(Object stored) {
        return switch (stored) {
            case String text -> fromText == null ? null : fromText.apply(text);
            case byte[] bytes -> fromBlob == null ? null : fromBlob.apply(bytes);
            case Double real -> fromReal == null ? null : fromReal.apply(real);
            case Number integer -> fromInteger == null ? null : fromInteger.apply(integer.longValue());
            default -> null;
        };
    }
}
