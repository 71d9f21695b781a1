package dev.cowork.server.models.wire;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads server-sent events from bytes as they come, as leniently as the format allows: any line ending, comments, several data lines, no
 * blank behind the colon, characters split between buffers, no blank line at the end.
 */
final class SseDecoder {

    private final int maxEventBytes;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream(256);
    private final StringBuilder data = new StringBuilder();
    private boolean hasData;
    private boolean afterReturn;

    SseDecoder(int maxEventBytes) {
        this.maxEventBytes = maxEventBytes;
    }

    /**
     * @param bytes the next bytes
     * @return the data of the events that are now whole
     * @throws EventTooLarge when a line or an event grows past the limit
     */
    List<String> feed(byte[] bytes) {
        List<String> events = new ArrayList<>();
        int from = 0;
        for (int i = 0; i < bytes.length; i++) {
            byte b = bytes[i];
            if (b == '\n' || b == '\r') {
                append(bytes, from, i);
                from = i + 1;
                if (b == '\r' || !afterReturn) {
                    endOfLine(events);
                }
                afterReturn = b == '\r';
            } else {
                afterReturn = false;
            }
        }
        append(bytes, from, bytes.length);
        return events;
    }

    /**
     * @return the data of an event that the end of the stream made whole
     */
    List<String> finish() {
        List<String> events = new ArrayList<>();
        endOfLine(events);
        dispatch(events);
        return events;
    }

    private void append(byte[] bytes, int from, int to) {
        if (line.size() + to - from > maxEventBytes) {
            throw new EventTooLarge();
        }
        line.write(bytes, from, to - from);
    }

    private void endOfLine(List<String> events) {
        if (line.size() == 0) {
            dispatch(events);
            return;
        }
        String text = line.toString(StandardCharsets.UTF_8);
        line.reset();
        String name = text.startsWith("\uFEFF") ? text.substring(1) : text;
        if (name.equals("data") || name.startsWith("data:")) {
            String value = name.length() > 5 ? name.substring(5) : "";
            if (hasData) {
                data.append('\n');
            }
            data.append(value, value.startsWith(" ") ? 1 : 0, value.length());
            hasData = true;
            if (data.length() > maxEventBytes) {
                throw new EventTooLarge();
            }
        }
    }

    private void dispatch(List<String> events) {
        if (hasData) {
            events.add(data.toString());
            data.setLength(0);
            hasData = false;
        }
    }

    /** A provider sent more in one piece than any sensible answer holds. */
    static final class EventTooLarge extends RuntimeException {
        EventTooLarge() {
            super("An event is larger than the limit", null, false, false);
        }
    }
}
