package dev.cowork.server.platform.web;

import dev.cowork.server.platform.web.FetchFailure.Kind;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.InflaterInputStream;

/** Unpacks bodies, and stops as soon as they become too long: a few kilobytes may stand for gigabytes. */
final class Unpacking {

    /** What we say that we understand. */
    static final String ACCEPTED = "gzip, deflate";

    private Unpacking() {}

    /**
     * @param body the body as it came
     * @param coding its {@code Content-Encoding}, empty when there is none
     * @param most how long it may become
     */
    static byte[] unpack(byte[] body, String coding, int most) {
        try (InputStream in = reader(body, coding.strip().toLowerCase(Locale.ROOT))) {
            byte[] unpacked = in.readNBytes(most + 1);
            if (unpacked.length > most) {
                throw tooLarge(most);
            }
            return unpacked;
        } catch (IOException damaged) {
            throw new FetchFailure(Kind.UNREADABLE, "The page came in pieces that do not fit together.", damaged);
        }
    }

    private static InputStream reader(byte[] body, String coding) throws IOException {
        InputStream in = new ByteArrayInputStream(body);
        return switch (coding) {
            case "", "identity" -> in;
            case "gzip", "x-gzip" -> body.length == 0 ? in : new GZIPInputStream(in);
            case "deflate" -> new InflaterInputStream(in);
            default -> throw new FetchFailure(Kind.UNREADABLE, "The page is packed in a way that was not asked for.");
        };
    }

    static FetchFailure tooLarge(int most) {
        return new FetchFailure(Kind.TOO_LARGE, "The page is larger than " + (most >> 20) + " MB, so it was not read.");
    }
}
