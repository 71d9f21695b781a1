package dev.cowork.server.turns;

import dev.cowork.server.agent.TurnEvent;
import dev.cowork.server.journal.Entry;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Joins neighbouring deltas of one item: what a person reads again needs no rhythm. The joined one has the last one's number and time. Of a
 * turn that said very much the deltas end early, and of a tool that reported very much the first reports are left out; everything else stays,
 * and following the turn shows all.
 */
final class JoinedDeltas {

    /** The most characters of deltas of one turn. */
    static final int MAX_CHARS = 1 << 20;

    /** The most reports of one tool call. */
    static final int MAX_REPORTS = 100;

    private final Map<String, Deque<Entry<TurnEvent>>> reports = new LinkedHashMap<>();
    private final List<Entry<TurnEvent>> joined = new ArrayList<>();
    private final StringBuilder text = new StringBuilder();
    private @Nullable Entry<TurnEvent> last;
    private long chars;
    private long reportChars;

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
            case TurnEvent.ItemCutOff cut -> whole(entry, cut.text());
            case TurnEvent.ToolProgress report -> report(entry, report);
            default -> joined.add(entry);
        }
    }

    /** The last ones say how it ended. */
    private void report(Entry<TurnEvent> entry, TurnEvent.ToolProgress report) {
        Deque<Entry<TurnEvent>> ofCall = reports.computeIfAbsent(report.callId(), call -> new ArrayDeque<>());
        ofCall.add(entry);
        reportChars += report.message().length();
        if (ofCall.size() > MAX_REPORTS) {
            forget(ofCall);
        }
        Iterator<Deque<Entry<TurnEvent>>> oldest = reports.values().iterator();
        Deque<Entry<TurnEvent>> first = oldest.next();
        while (reportChars > MAX_CHARS) {
            if (first.isEmpty()) {
                oldest.remove();
                first = oldest.next();
            } else {
                forget(first);
            }
        }
    }

    private void forget(Deque<Entry<TurnEvent>> ofCall) {
        if (ofCall.remove().event() instanceof TurnEvent.ToolProgress report) {
            reportChars -= report.message().length();
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
        return Stream.concat(joined.stream(), reports.values().stream().flatMap(Deque::stream))
                .sorted(Comparator.comparingLong(Entry::seq))
                .toList();
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
