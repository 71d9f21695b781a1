package dev.cowork.modelstub.wire;

import java.nio.charset.StandardCharsets;
import tools.jackson.databind.JsonNode;

/** Server-sent events. */
public final class Sse {

    private static final byte[] EVENT = "event: ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] DATA = "data: ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] NAMED_DATA = "\ndata: ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] END = "\n\n".getBytes(StandardCharsets.US_ASCII);

    private Sse() {}

    /** An event without a name. */
    public static byte[] data(JsonNode json) {
        return join(DATA, Json.bytes(json), END);
    }

    /** An event without a name, of any text. */
    public static byte[] data(String text) {
        return join(DATA, text.getBytes(StandardCharsets.UTF_8), END);
    }

    /** An event that repeats the JSON's {@code type} as its name. */
    public static byte[] typed(JsonNode json) {
        return named(Json.text(json, "type"), Json.bytes(json));
    }

    /** An event with a name, of any text. */
    public static byte[] named(String name, byte[] data) {
        return join(EVENT, name.getBytes(StandardCharsets.US_ASCII), NAMED_DATA, data, END);
    }

    private static byte[] join(byte[]... parts) {
        int length = 0;
        for (byte[] part : parts) {
            length += part.length;
        }
        byte[] joined = new byte[length];
        int at = 0;
        for (byte[] part : parts) {
            System.arraycopy(part, 0, joined, at, part.length);
            at += part.length;
        }
        return joined;
    }
}
