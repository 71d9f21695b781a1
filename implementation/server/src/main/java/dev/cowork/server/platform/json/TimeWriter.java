package dev.cowork.server.platform.json;

import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ser.std.StdSerializer;

/**
 * Writes times as {@link DateTimeFormatter#ISO_OFFSET_DATE_TIME} does, those in UTC by hand: a list of conversations holds hundreds, and the
 * formatter was a ninth of its cost.
 */
final class TimeWriter extends StdSerializer<OffsetDateTime> {

    private static final int LAST_SHORT_YEAR = 9999;
    /** 00 to 99. */
    private static final byte[] DIGITS = digits();

    private static final int LONGEST = "9999-12-31T23:59:59.999999999Z".length();

    TimeWriter() {
        super(OffsetDateTime.class);
    }

    @Override
    public void serialize(OffsetDateTime time, JsonGenerator out, SerializationContext context) {
        out.writeString(text(time));
    }

    static String text(OffsetDateTime time) {
        int year = time.getYear();
        if (!time.getOffset().equals(ZoneOffset.UTC) || year < 0 || year > LAST_SHORT_YEAR) {
            return DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(time);
        }
        byte[] text = new byte[LONGEST];
        int end = two(text, two(text, 0, year / 100), year % 100, '-');
        end = two(text, end, time.getMonthValue(), '-');
        end = two(text, end, time.getDayOfMonth(), 'T');
        end = two(text, end, time.getHour(), ':');
        end = two(text, end, time.getMinute(), ':');
        end = fraction(text, two(text, end, time.getSecond()), time.getNano());
        text[end++] = 'Z';
        return new String(text, 0, end, StandardCharsets.ISO_8859_1);
    }

    private static int two(byte[] text, int at, int number) {
        text[at] = DIGITS[2 * number];
        text[at + 1] = DIGITS[2 * number + 1];
        return at + 2;
    }

    private static int two(byte[] text, int at, int number, char behind) {
        int end = two(text, at, number);
        text[end] = (byte) behind;
        return end + 1;
    }

    /** Without zeros at its end; nothing at all when it is zero. */
    private static int fraction(byte[] text, int at, int nanos) {
        if (nanos == 0) {
            return at;
        }
        text[at] = '.';
        int micros = nanos / 1_000;
        int end = two(text, two(text, two(text, at + 1, micros / 10_000), micros / 100 % 100), micros % 100);
        int rest = nanos % 1_000;
        if (rest > 0) {
            text[end++] = (byte) ('0' + rest / 100);
            end = two(text, end, rest % 100);
        }
        while (text[end - 1] == '0') {
            end--;
        }
        return end;
    }

    private static byte[] digits() {
        byte[] pairs = new byte[200];
        for (int number = 0; number < 100; number++) {
            pairs[2 * number] = (byte) ('0' + number / 10);
            pairs[2 * number + 1] = (byte) ('0' + number % 10);
        }
        return pairs;
    }
}
