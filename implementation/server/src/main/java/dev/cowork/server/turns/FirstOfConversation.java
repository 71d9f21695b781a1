package dev.cowork.server.turns;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collector;

/** Keeps the first turn of each conversation, in the order in which they come. */
final class FirstOfConversation {

    private FirstOfConversation() {}

    static Collector<Turn, Map<String, Turn>, List<Turn>> collector() {
        return Collector.of(
                LinkedHashMap::new,
                (kept, turn) -> kept.putIfAbsent(turn.conversationId(), turn),
                (left, right) -> {
                    right.forEach(left::putIfAbsent);
                    return left;
                },
                kept -> List.copyOf(kept.values()));
    }
}
