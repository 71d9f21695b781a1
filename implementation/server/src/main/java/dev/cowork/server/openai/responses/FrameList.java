package dev.cowork.server.openai.responses;

import dev.cowork.api.openai.model.ResponseEvent;
import dev.cowork.server.platform.sse.FrameNumber;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongFunction;

/** The frames of one event of the log, numbered one after the other. */
final class FrameList {

    private final long seq;
    private final List<StrictFrame> frames = new ArrayList<>();

    FrameList(long seq) {
        this.seq = seq;
    }

    void add(String type, LongFunction<ResponseEvent> frame) {
        long number = FrameNumber.of(seq, frames.size());
        frames.add(new StrictFrame(number, type, frame.apply(number)));
    }

    List<StrictFrame> all() {
        return List.copyOf(frames);
    }
}
