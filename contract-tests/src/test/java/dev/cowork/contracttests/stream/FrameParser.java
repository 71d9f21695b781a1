package dev.cowork.contracttests.stream;

import dev.cowork.contracttests.contracts.Bundle;
import dev.cowork.contracttests.schema.StrictSchemas;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * Turns bytes into frames by the rules of the desktop client's reader, and fails where that reader would silently lose
 * something: blocks end with LF LF, a block counts only by its one {@code data:} line of JSON with a {@code type}, a
 * block without its blank line is lost, and a CR anywhere ruins the rest.
 */
final class FrameParser {

    private final StrictSchemas schemas;
    private final ByteArrayOutputStream block = new ByteArrayOutputStream();
    private boolean fromStart;
    private boolean lineFeed;
    private @Nullable String response;
    private long last;
    private boolean ended;
    private int comments;

    /**
     * Starts at the head of a stream.
     *
     * @param fromStart whether the stream must begin with {@code response.created}
     */
    FrameParser(StrictSchemas schemas, boolean fromStart) {
        this.schemas = schemas;
        this.fromStart = fromStart;
    }

    /** Takes bytes as they came and gives the frames they complete. */
    List<Frame> feed(byte[] bytes, int length) {
        var found = new ArrayList<Frame>();
        for (int i = 0; i < length; i++) {
            byte b = bytes[i];
            if (b == '\r') {
                throw new StreamFault("a carriage return: the client splits at LF LF only", text());
            }
            block.write(b);
            if (b == '\n' && lineFeed) {
                String text = text();
                block.reset();
                lineFeed = false;
                take(text.substring(0, text.length() - 2), found);
            } else {
                lineFeed = b == '\n';
            }
        }
        return found;
    }

    /** Says that the server closed the stream in order. */
    void end() {
        if (block.size() > 0) {
            throw new StreamFault("the last block lacks its blank line and is lost", text());
        }
        if (!ended) {
            throw new StreamFault("the stream ended without a terminal frame", "after number " + last);
        }
    }

    /** How many blocks were comments only. */
    int comments() {
        return comments;
    }

    private String text() {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(block.toByteArray()))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new StreamFault("a block is not UTF-8", block.toString(StandardCharsets.ISO_8859_1));
        }
    }

    private void take(String text, List<Frame> found) {
        if (ended) {
            throw new StreamFault("something follows the terminal frame", text);
        }
        String id = null;
        String event = null;
        String data = null;
        for (String line : text.split("\n", -1)) {
            if (line.startsWith("data:")) {
                if (data != null) {
                    throw new StreamFault("more than one data line: the client reads the first only", text);
                }
                data = value(line);
            } else if (line.startsWith("id:")) {
                id = value(line);
            } else if (line.startsWith("event:")) {
                event = value(line);
            } else if (!line.startsWith(":")) {
                throw new StreamFault("a line that is neither data, id, event nor comment", text);
            }
        }
        if (data != null) {
            found.add(checked(new Frame(id, text, parsed(data, text)), event));
        } else if (id == null && event == null) {
            comments++;
        } else {
            throw new StreamFault("a block without a data line", text);
        }
    }

    private static String value(String line) {
        String rest = line.substring(line.indexOf(':') + 1);
        return rest.startsWith(" ") ? rest.substring(1) : rest;
    }

    private static JsonNode parsed(String data, String text) {
        try {
            JsonNode node = Bundle.JSON.readTree(data);
            if (node.isObject() && node.path("type").isString()) {
                return node;
            }
            throw new StreamFault("data is no JSON object with a type: the client skips it", text);
        } catch (JacksonException e) {
            throw new StreamFault("data is not JSON: the client skips it", text);
        }
    }

    private Frame checked(Frame frame, @Nullable String event) {
        if (!frame.type().equals(event)) {
            throw new StreamFault("event is not equal to type", frame.text());
        }
        if (!frame.data().path("at_ms").isIntegralNumber()) {
            throw new StreamFault("at_ms is missing", frame.text());
        }
        List<String> violations = schemas.frame(frame.data());
        if (!violations.isEmpty()) {
            throw new StreamFault("the frame breaks its schema " + violations, frame.text());
        }
        first(frame);
        number(frame);
        ended = frame.isTerminal();
        return frame;
    }

    private void first(Frame frame) {
        if (fromStart) {
            boolean opens = frame.type().equals("response.created")
                    && !frame.data().path("conversation_id").asString("").isEmpty()
                    && !frame.data().path("user_message_id").asString("").isEmpty();
            if (!opens) {
                throw new StreamFault(
                        "the first frame is not response.created with conversation_id and user_message_id",
                        frame.text());
            }
            fromStart = false;
        } else if (frame.type().equals("response.created") && response != null) {
            throw new StreamFault("a second response.created", frame.text());
        }
    }

    private void number(Frame frame) {
        if (frame.id() == null && frame.data().path("code").asString("").startsWith("storage_")) {
            return;
        }
        String expected = frame.responseId() + ":" + frame.number();
        if (frame.responseId().isEmpty() || !expected.equals(frame.id())) {
            throw new StreamFault("the id is not <response id>:<sequence_number>", frame.text());
        }
        if (response != null && !response.equals(frame.responseId())) {
            throw new StreamFault("the id names another response than before", frame.text());
        }
        String inside = frame.data().at("/response/id").asString(frame.responseId());
        if (!inside.equals(frame.responseId())) {
            throw new StreamFault("the id does not name the response inside", frame.text());
        }
        if (frame.number() <= last) {
            throw new StreamFault("the numbers do not rise", frame.text());
        }
        response = frame.responseId();
        last = frame.number();
    }
}
