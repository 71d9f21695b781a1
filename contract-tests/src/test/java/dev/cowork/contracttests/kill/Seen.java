package dev.cowork.contracttests.kill;

import dev.cowork.contracttests.stream.Frame;
import dev.cowork.contracttests.stream.Frames;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one reader had received of one turn when the server was killed.
 *
 * @param input the message
 * @param whole the whole answer if nothing had happened; null when that cannot be told
 * @param frames what came, in order; may be empty
 */
record Seen(String input, @Nullable String whole, List<Frame> frames) {

    /** The response, null when not even its first frame came. */
    @Nullable
    String response() {
        return frames.isEmpty() ? null : Frames.responseId(frames);
    }

    /** The number of the last frame that came, 0 when none did. */
    long lastNumber() {
        return frames.isEmpty() ? 0 : frames.getLast().number();
    }
}
