package dev.cowork.server.models.chat;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The servers that stumble over being asked for the usage; they are asked without it until this server starts again. */
final class UsageRefusers {

    private static final int MOST = 1_000;

    private final Set<BaseUrl> known = ConcurrentHashMap.newKeySet();

    boolean contains(BaseUrl base) {
        return known.contains(base);
    }

    void add(BaseUrl base) {
        if (known.size() < MOST) {
            known.add(base);
        }
    }
}
