package dev.cowork.server.turns;

import dev.cowork.server.agent.TurnEvent;
import org.jspecify.annotations.Nullable;

/** Makes one event of two deltas that follow each other, so that what waits for a write costs one row. */
final class GatheredDeltas {

    /** The most characters of one event. */
    static final int MOST_CHARS = 4096;

    private GatheredDeltas() {}

    /** Both in one, or null when they do not belong together or are too long. */
    static @Nullable TurnEvent of(@Nullable TurnEvent last, TurnEvent next) {
        if (last instanceof TurnEvent.TextDelta a
                && next instanceof TurnEvent.TextDelta b
                && a.itemId().equals(b.itemId())
                && a.contentIndex() == b.contentIndex()
                && a.delta().length() + b.delta().length() <= MOST_CHARS) {
            return new TurnEvent.TextDelta(a.itemId(), a.outputIndex(), a.contentIndex(), a.delta() + b.delta());
        }
        if (last instanceof TurnEvent.ReasoningDelta a
                && next instanceof TurnEvent.ReasoningDelta b
                && a.itemId().equals(b.itemId())
                && a.delta().length() + b.delta().length() <= MOST_CHARS) {
            return new TurnEvent.ReasoningDelta(a.itemId(), a.outputIndex(), a.delta() + b.delta());
        }
        return null;
    }
}
