package dev.cowork.r2dbc.sqlite.codecs;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.List;

/**
 * Times as ISO text of a fixed width, so that the order of the texts is the order of the times: nine digits of a second,
 * moments in UTC. Also reads what SQLite's own functions write, such as {@code CURRENT_TIMESTAMP}.
 */
final class TimeCodecs {

    private static final DateTimeFormatter MOMENT =
            new DateTimeFormatterBuilder().appendInstant(9).toFormatter();
    private static final DateTimeFormatter LOCAL_TIME = DateTimeFormatter.ofPattern("HH:mm:ss.SSSSSSSSS");
    private static final DateTimeFormatter LOCAL_DATE_TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSSSSS");

    private TimeCodecs() {}

    static List<Codec<?>> all() {
        return List.of(
                Codec.text(Instant.class, MOMENT::format, text -> toMoment(text).toInstant()),
                Codec.text(OffsetDateTime.class, t -> MOMENT.format(t.toInstant()), TimeCodecs::toMoment),
                Codec.text(
                        ZonedDateTime.class,
                        t -> MOMENT.format(t.toInstant()),
                        text -> toMoment(text).toZonedDateTime()),
                Codec.text(LocalDate.class, LocalDate::toString, LocalDate::parse),
                Codec.text(LocalTime.class, LOCAL_TIME::format, LocalTime::parse),
                Codec.text(LocalDateTime.class, LOCAL_DATE_TIME::format, text -> LocalDateTime.parse(iso(text))),
                Codec.text(Duration.class, Duration::toString, Duration::parse));
    }

    private static OffsetDateTime toMoment(String text) {
        String iso = iso(text);
        boolean local = iso.length() > 10 && iso.indexOf('Z') < 0 && iso.indexOf('+') < 0 && iso.indexOf('-', 10) < 0;
        return local ? LocalDateTime.parse(iso).atOffset(ZoneOffset.UTC) : OffsetDateTime.parse(iso);
    }

    private static String iso(String text) {
        return text.length() > 10 && text.charAt(10) == ' ' ? text.substring(0, 10) + 'T' + text.substring(11) : text;
    }
}
