package dev.cowork.r2dbc.sqlite.spring;

import dev.cowork.r2dbc.sqlite.codecs.Codecs;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.springframework.core.convert.TypeDescriptor;
import org.springframework.core.convert.converter.GenericConverter;
import org.springframework.data.convert.ReadingConverter;

/** Reads stored values as property types the way the driver itself does. */
final class SqliteConverters {

    private static final List<Class<?>> FROM_TEXT = List.of(
            Instant.class,
            OffsetDateTime.class,
            ZonedDateTime.class,
            LocalDate.class,
            LocalTime.class,
            LocalDateTime.class,
            Duration.class,
            UUID.class,
            BigDecimal.class,
            BigInteger.class);

    private SqliteConverters() {}

    static List<Object> all() {
        List<Object> all = new ArrayList<>();
        FROM_TEXT.forEach(type -> all.add(new Reader(String.class, type)));
        all.add(new Reader(Number.class, Boolean.class));
        return all;
    }

    /** One pair of types. */
    @ReadingConverter
    private record Reader(Class<?> from, Class<?> to) implements GenericConverter {

        @Override
        public Set<ConvertiblePair> getConvertibleTypes() {
            return Set.of(new ConvertiblePair(from, to));
        }

        @Override
        public @org.jspecify.annotations.Nullable Object convert(
                @org.jspecify.annotations.Nullable Object source,
                TypeDescriptor sourceType,
                TypeDescriptor targetType) {
            return Codecs.decode(source, to, "?");
        }
    }
}
