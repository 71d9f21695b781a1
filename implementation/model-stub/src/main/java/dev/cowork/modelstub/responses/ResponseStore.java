package dev.cowork.modelstub.responses;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The newest stored responses, each with everything said up to it. */
final class ResponseStore {

    private static final int MOST = 64;

    private final Map<String, List<JsonNode>> items = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, List<JsonNode>> eldest) {
            return size() > MOST;
        }
    };

    synchronized void put(String id, List<JsonNode> said) {
        items.put(id, List.copyOf(said));
    }

    synchronized @Nullable List<JsonNode> get(String id) {
        return items.get(id);
    }

    synchronized boolean holds(String itemId) {
        return items.values().stream()
                .flatMap(List::stream)
                .anyMatch(item -> item.path("id").asString("").equals(itemId));
    }
}
