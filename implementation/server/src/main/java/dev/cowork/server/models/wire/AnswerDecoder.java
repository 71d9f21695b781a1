package dev.cowork.server.models.wire;

import dev.cowork.server.models.ModelEvent;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads the body of one answer: server-sent events, or a whole answer as JSON from servers that do not stream. The first byte that is
 * no blank tells which; the declared content type is often wrong.
 */
final class AnswerDecoder {

    private enum Form {
        UNKNOWN,
        EVENTS,
        WHOLE
    }

    private final JsonMapper mapper;
    private final Failures failures;
    private final WireLimits limits;
    private final AnswerEvents answer;
    private final SseDecoder events;
    private final ByteArrayOutputStream whole = new ByteArrayOutputStream();
    private Form form = Form.UNKNOWN;
    private long taken;
    private boolean done;
    private @Nullable Refusal failure;

    AnswerDecoder(JsonMapper mapper, AnswerEvents answer, Failures failures, WireLimits limits) {
        this.mapper = mapper;
        this.failures = failures;
        this.limits = limits;
        this.answer = answer;
        this.events = new SseDecoder(limits.maxEventBytes());
    }

    /** Whether the answer has ended, though the connection may be open. */
    boolean done() {
        return done;
    }

    /** What went wrong behind the events that were returned last, or null. */
    @Nullable
    Refusal failure() {
        return failure;
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
        List<ModelEvent> out = new ArrayList<>();
        keeping(out, () -> read(whole(bytes), out));
        return out;
    }

    private List<String> whole(byte[] bytes) {
        try {
            return events.feed(bytes);
        } catch (SseDecoder.EventTooLarge tooLarge) {
            throw failures.endless();
        }
    }

    /** To be called when the body has ended. */
    List<ModelEvent> finish() {
        List<ModelEvent> last = new ArrayList<>();
        if (!done) {
            keeping(last, () -> {
                if (form == Form.WHOLE) {
                    last.addAll(answer.read(parse(whole.toByteArray())));
                } else {
                    read(events.finish(), last);
                }
                if (!done) {
                    end(last);
                }
            });
        }
        return last;
    }

    private void read(List<String> datas, List<ModelEvent> out) {
        for (String data : datas) {
            boolean over = data.strip().equals("[DONE]");
            if (!over && !data.isBlank()) {
                out.addAll(answer.read(parse(data.getBytes(StandardCharsets.UTF_8))));
            }
            if (over || answer.ended()) {
                end(out);
                return;
            }
        }
    }

    private void end(List<ModelEvent> out) {
        out.addAll(answer.finish());
        done = true;
    }

    /** What was said before something went wrong is said first. */
    private void keeping(List<ModelEvent> out, Runnable reading) {
        try {
            reading.run();
        } catch (Refusal refusal) {
            if (out.isEmpty()) {
                throw refusal;
            }
            failure = refusal;
        }
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
