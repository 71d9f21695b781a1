package dev.cowork.server.turns;

import dev.cowork.server.agent.TurnEvent;
import dev.cowork.server.journal.Entry;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Joins neighbouring deltas of one item: what a person reads again needs no rhythm. The joined one has the last one's number and time. Of a
 * turn that said very much the deltas end early; everything else stays, and following the turn shows all.
 */
final class JoinedDeltas {

    /** The most characters of deltas of one turn. */
    static final int MAX_CHARS = 1 << 20;

    private final List<Entry<TurnEvent>> joined = new ArrayList<>();
    private final StringBuilder text = new StringBuilder();
    private @Nullable Entry<TurnEvent> last;
    private long chars;

    void add(Entry<TurnEvent> entry) {
        Entry<TurnEvent> before = last;
        if (before != null && !continues(before.event(), entry.event())) {
            flush();
        }
        switch (entry.event()) {
            case TurnEvent.TextDelta delta -> hold(entry, delta.delta());
            case TurnEvent.ReasoningDelta delta -> hold(entry, delta.delta());
            case TurnEvent.MessageFinished message -> whole(entry, message.text());
            case TurnEvent.ReasoningFinished reasoning -> whole(entry, reasoning.text());
            default -> joined.add(entry);
        }
    }

    /** It repeats what its deltas said. */
    private void whole(Entry<TurnEvent> entry, String text) {
        if (chars <= MAX_CHARS && text.length() <= MAX_CHARS) {
            joined.add(entry);
        }
    }

    List<Entry<TurnEvent>> all() {
        flush();
        return List.copyOf(joined);
    }

    private void hold(Entry<TurnEvent> entry, String delta) {
        chars += delta.length();
        if (chars <= MAX_CHARS) {
            last = entry;
            text.append(delta);
        }
    }

    private void flush() {
        Entry<TurnEvent> end = last;
        if (end == null) {
            return;
        }
        TurnEvent event = switch (end.event()) {
            case TurnEvent.TextDelta delta ->
                new TurnEvent.TextDelta(delta.itemId(), delta.outputIndex(), delta.contentIndex(), text.toString());
            case TurnEvent.ReasoningDelta delta ->
                new TurnEvent.ReasoningDelta(delta.itemId(), delta.outputIndex(), text.toString());
            default -> end.event();
        };
        joined.add(new Entry<>(end.seq(), end.at(), event, text.length()));
        text.setLength(0);
        last = null;
    }

    private static boolean continues(TurnEvent before, TurnEvent next) {
        return switch (before) {
            case TurnEvent.TextDelta a ->
                next instanceof TurnEvent.TextDelta b
                        && a.itemId().equals(b.itemId())
                        && a.contentIndex() == b.contentIndex();
            case TurnEvent.ReasoningDelta a ->
                next instanceof TurnEvent.ReasoningDelta b && a.itemId().equals(b.itemId());
            default -> false;
        };
    }
}
