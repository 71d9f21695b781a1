package dev.cowork.modelstub.wire;

import java.util.function.Consumer;

/** Streams one answer in a dialect. Each method hands what is to be sent to the consumer, event by event. */
public interface Voice {

    /** What comes before the first part. The answer knows its input tokens. */
    void begin(Consumer<byte[]> out);

    /** A part begins. */
    void open(Part part, Consumer<byte[]> out);

    /** A part goes on; it holds the piece already. */
    void piece(Part part, String piece, Consumer<byte[]> out);

    /** A part is complete. */
    void close(Part part, Consumer<byte[]> out);

    /** Something fails in the middle of the stream. */
    void fail(Problem problem, Consumer<byte[]> out);

    /** What comes after the last part. The answer knows all its tokens. */
    void end(Consumer<byte[]> out);

    /** An event with broken JSON. */
    byte[] garbage();
}
