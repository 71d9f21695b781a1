package dev.cowork.contracttests.stream;

import java.util.List;
import java.util.concurrent.ConcurrentHashMap;

/** A whole stream, read strictly and once, against which those of readers that came later are held. */
public final class Uncut {

    private final List<Frame> frames;
    private final ConcurrentHashMap<Integer, FrameDigest> rests = new ConcurrentHashMap<>();

    /** Takes the frames of a stream from its first to its terminal one. */
    public Uncut(List<Frame> frames) {
        this.frames = List.copyOf(frames);
    }

    /** All frames. */
    public List<Frame> frames() {
        return frames;
    }

    /** How many there are. */
    public int size() {
        return frames.size();
    }

    /** What stands behind the frame at this index, to the end. */
    public FrameDigest behind(int at) {
        return rests.computeIfAbsent(at, from -> FrameDigest.of(frames.subList(from + 1, frames.size())));
    }

    /** The first frames behind the one at this index, at most so many. */
    public FrameDigest behind(int at, int most) {
        return most >= frames.size() - at - 1 ? behind(at) : FrameDigest.of(frames.subList(at + 1, at + 1 + most));
    }

    /** The digest of all. */
    public FrameDigest whole() {
        return behind(-1);
    }
}
