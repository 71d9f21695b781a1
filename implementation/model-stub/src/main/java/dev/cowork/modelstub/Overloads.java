package dev.cowork.modelstub;

import java.util.LinkedHashMap;
import java.util.Map;

/** Counts, for each conversation, how often it was told that the server is overloaded. */
final class Overloads {

    private static final int MOST = 10_000;

    private final Map<String, Integer> told = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Integer> eldest) {
            return size() > MOST;
        }
    };

    /** Whether this conversation is to be told so once more. After that it succeeds, and counting begins anew. */
    synchronized boolean tell(String conversation, int times) {
        int before = told.getOrDefault(conversation, 0);
        if (before >= times) {
            told.remove(conversation);
            return false;
        }
        told.put(conversation, before + 1);
        return true;
    }

    synchronized void clear() {
        told.clear();
    }
}
