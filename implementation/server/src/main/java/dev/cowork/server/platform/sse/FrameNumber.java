package dev.cowork.server.platform.sse;

/** The numbers of frames. Each event of a log has eight, so they rise with gaps, and are the same in every contract. */
public final class FrameNumber {

    /** How many frame numbers each event of the log has. */
    public static final int FRAMES = 8;

    private FrameNumber() {}

    /**
     * @param seq the event's place in its log, from 1
     * @param index which of its frames, from 0 to 7
     * @return the number of the frame
     */
    public static long of(long seq, int index) {
        return seq * FRAMES + index;
    }

    /**
     * @param frame a frame's number, 0 for none
     * @return the event above which the log must be read to get every frame numbered above it
     */
    public static long eventBefore(long frame) {
        return Math.max(0, frame / FRAMES - 1);
    }
}
