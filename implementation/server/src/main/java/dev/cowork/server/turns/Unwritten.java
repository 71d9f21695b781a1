package dev.cowork.server.turns;

import dev.cowork.server.agent.TurnEvent;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/** What a turn has said and the log has not taken yet. Guarded by its run. */
final class Unwritten {

    /** So many events an agent may be ahead of the log. */
    static final int MOST = 256;

    static final int MAX_BATCH = 64;

    private final ArrayDeque<TurnEvent> events = new ArrayDeque<>();
    private int heard;

    /** Another agent begins, which has said nothing yet. */
    void begin() {
        heard = 0;
    }

    /** Takes what the agent says; deltas of one item gather. */
    void hear(TurnEvent event) {
        heard++;
        TurnEvent both = GatheredDeltas.of(events.peekLast(), event);
        if (both != null) {
            events.pollLast();
        }
        events.add(both == null ? event : both);
    }

    /** Takes an event of the engine's own. */
    void add(TurnEvent event) {
        events.add(event);
    }

    /** How many more the agent can be asked for; they count as asked for then. */
    int room() {
        int more = events.size() < MOST / 2 ? heard : 0;
        heard -= more;
        return more;
    }

    /** The oldest, as many as one write takes. */
    List<TurnEvent> take() {
        List<TurnEvent> batch = new ArrayList<>(Math.min(events.size(), MAX_BATCH));
        while (batch.size() < MAX_BATCH && !events.isEmpty()) {
            batch.add(events.poll());
        }
        return batch;
    }

    /** Whether there is a question or an answer among them. */
    static boolean asks(List<TurnEvent> batch) {
        return batch.stream()
                .anyMatch(event -> event instanceof TurnEvent.Asked || event instanceof TurnEvent.Answered);
    }

    boolean isEmpty() {
        return events.isEmpty();
    }

    void clear() {
        events.clear();
    }
}
