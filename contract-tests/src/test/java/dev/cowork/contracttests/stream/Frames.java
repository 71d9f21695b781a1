package dev.cowork.contracttests.stream;

import java.util.List;
import java.util.stream.Collectors;

/** What tests ask of the frames of one response. */
public final class Frames {

    private Frames() {}

    /** All deltas one behind the other. */
    public static String text(List<Frame> frames) {
        return frames.stream().map(Frame::delta).collect(Collectors.joining());
    }

    /** The last frame; fails when there is none. */
    public static Frame last(List<Frame> frames) {
        if (frames.isEmpty()) {
            throw new StreamFault("there are no frames", "");
        }
        return frames.getLast();
    }

    /** The response they belong to. */
    public static String responseId(List<Frame> frames) {
        return frames.getFirst().responseId();
    }

    /** Their texts, for comparing element by element. */
    public static List<String> texts(List<Frame> frames) {
        return frames.stream().map(Frame::text).toList();
    }
}
