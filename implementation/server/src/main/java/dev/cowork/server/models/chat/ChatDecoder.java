package dev.cowork.server.models.chat;

import dev.cowork.server.models.ModelEvent;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads the body of one answer: server-sent events, or a whole completion as JSON from servers that do not stream. The first byte that is
 * no blank tells which; the declared content type is often wrong.
 */
final class ChatDecoder {

    private enum Form {
        UNKNOWN,
        EVENTS,
        WHOLE
    }

    private final JsonMapper mapper;
    private final ChatFailures failures;
    private final ChatLimits limits;
    private final ChatChunks chunks;
    private final SseDecoder events;
    private final ByteArrayOutputStream whole = new ByteArrayOutputStream();
    private Form form = Form.UNKNOWN;
    private long taken;
    private boolean done;

    ChatDecoder(JsonMapper mapper, ChatFailures failures, ChatLimits limits) {
        this.mapper = mapper;
        this.failures = failures;
        this.limits = limits;
        this.chunks = new ChatChunks(failures);
        this.events = new SseDecoder(limits.maxEventBytes());
    }

    /** Whether the answer has ended, though the connection may be open. */
    boolean done() {
        return done;
    }

    List<ModelEvent> feed(byte[] bytes) {
        taken += bytes.length;
        if (taken > limits.maxAnswerBytes()) {
            throw failures.endless();
        }
        if (done) {
            return List.of();
        }
        form = form == Form.UNKNOWN ? formOf(bytes) : form;
        if (form == Form.WHOLE) {
            if (whole.size() + bytes.length > limits.maxEventBytes()) {
                throw failures.endless();
            }
            whole.writeBytes(bytes);
            return List.of();
        }
        try {
            return read(events.feed(bytes));
        } catch (SseDecoder.EventTooLarge tooLarge) {
            throw failures.endless();
        }
    }

    /** To be called when the body has ended. */
    List<ModelEvent> finish() {
        if (done) {
            return List.of();
        }
        List<ModelEvent> last = new ArrayList<>();
        if (form == Form.WHOLE) {
            last.addAll(chunks.read(parse(whole.toByteArray())));
        } else {
            last.addAll(read(events.finish()));
        }
        if (!done) {
            last.addAll(chunks.finish());
            done = true;
        }
        return last;
    }

    private List<ModelEvent> read(List<String> datas) {
        List<ModelEvent> out = new ArrayList<>();
        for (String data : datas) {
            if (data.strip().equals("[DONE]")) {
                out.addAll(chunks.finish());
                done = true;
                return out;
            }
            if (!data.isBlank()) {
                out.addAll(chunks.read(parse(data.getBytes(StandardCharsets.UTF_8))));
            }
        }
        return out;
    }

    private JsonNode parse(byte[] json) {
        try {
            return mapper.readTree(json);
        } catch (JacksonException notJson) {
            throw failures.garbled();
        }
    }

    private static Form formOf(byte[] bytes) {
        for (byte b : bytes) {
            if (b == '{' || b == '[') {
                return Form.WHOLE;
            }
            if (b != ' ' && b != '\t' && b != '\r' && b != '\n') {
                return Form.EVENTS;
            }
        }
        return Form.UNKNOWN;
    }
}
