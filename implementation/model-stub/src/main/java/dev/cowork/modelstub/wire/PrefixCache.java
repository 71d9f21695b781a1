package dev.cowork.modelstub.wire;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Remembers the prefixes that were seen, as the caches of the official servers do; the oldest are forgotten. */
public final class PrefixCache {

    private static final int MOST = 20_000;
    /** So many blocks before a cache point are looked at, itself among them. */
    private static final int LOOKED_AT = 20;
    /** Below so many tokens nothing is cached without being asked for, and then in steps. */
    private static final int AUTOMATIC_FROM = 1024;

    private static final int AUTOMATIC_STEP = 128;

    private final Map<String, Boolean> seen = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > MOST;
        }
    };

    /** Looks up and remembers the prefixes at the request's cache points. */
    public synchronized Usage atPoints(String scope, List<Block> blocks) {
        int read = 0;
        int marked = 0;
        int total = 0;
        int known = 0;
        int since = LOOKED_AT;
        String prefix = scope;
        for (Block block : blocks) {
            prefix = Seal.digest(List.of(prefix, block.text()));
            total += Tokens.of(block.text());
            since++;
            if (seen.get(prefix) != null) {
                known = total;
                since = 0;
            }
            if (block.cachePoint()) {
                read = since < LOOKED_AT ? known : read;
                marked = total;
                seen.put(prefix, true);
            }
        }
        return new Usage(total, read, marked - read, 0, 0);
    }

    /** Looks up and remembers every prefix, as servers that cache without being asked do. */
    public synchronized Usage automatic(String scope, List<Block> blocks) {
        int read = 0;
        int total = 0;
        String prefix = scope;
        for (Block block : blocks) {
            prefix = Seal.digest(List.of(prefix, block.text()));
            total += Tokens.of(block.text());
            if (seen.put(prefix, true) != null) {
                read = total;
            }
        }
        int steps = read < AUTOMATIC_FROM ? 0 : read / AUTOMATIC_STEP * AUTOMATIC_STEP;
        return new Usage(total, steps, 0, 0, 0);
    }

    /** Forgets everything. */
    public synchronized void clear() {
        seen.clear();
    }
}
