package dev.cowork.r2dbc.sqlite.codecs;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;

/** Numbers and booleans: INTEGER and REAL; what those cannot hold exactly is TEXT. */
final class NumberCodecs {

    private NumberCodecs() {}

    static List<Codec<?>> all() {
        return List.of(
                Codec.number(Long.class, n -> n, n -> n, NumberCodecs::whole, Long::valueOf),
                Codec.number(
                        Integer.class,
                        Integer::longValue,
                        Math::toIntExact,
                        d -> Math.toIntExact(whole(d)),
                        Integer::valueOf),
                Codec.number(Short.class, Short::longValue, NumberCodecs::toShort, null, Short::valueOf),
                Codec.number(Byte.class, Byte::longValue, NumberCodecs::toByte, null, Byte::valueOf),
                Codec.number(Boolean.class, b -> b ? 1L : 0L, n -> n != 0, null, NumberCodecs::toBoolean),
                Codec.number(Double.class, d -> d, Long::doubleValue, d -> d, Double::valueOf),
                Codec.number(Float.class, Float::doubleValue, Long::floatValue, Double::floatValue, Float::valueOf),
                Codec.number(
                        BigDecimal.class,
                        BigDecimal::toString,
                        BigDecimal::valueOf,
                        BigDecimal::valueOf,
                        BigDecimal::new),
                Codec.number(
                        BigInteger.class,
                        BigInteger::toString,
                        BigInteger::valueOf,
                        d -> BigInteger.valueOf(whole(d)),
                        BigInteger::new));
    }

    private static long whole(double value) {
        long whole = (long) value;
        if (whole != value) {
            throw new ArithmeticException("not a whole number");
        }
        return whole;
    }

    private static short toShort(long value) {
        if (value != (short) value) {
            throw new ArithmeticException("short overflow");
        }
        return (short) value;
    }

    private static byte toByte(long value) {
        if (value != (byte) value) {
            throw new ArithmeticException("byte overflow");
        }
        return (byte) value;
    }

    private static boolean toBoolean(String text) {
        return switch (text) {
            case "true", "TRUE", "1" -> true;
            case "false", "FALSE", "0" -> false;
            default -> throw new IllegalArgumentException("neither true nor false");
        };
    }
}
