package dev.cowork.server.models.wire;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** What servers have shown that they do not take; they are asked without it until this server starts again. */
final class Concessions {

    private static final int MOST = 1_000;

    private final Map<BaseUrl, Set<Concession>> known = new ConcurrentHashMap<>();

    Set<Concession> of(BaseUrl base) {
        return known.getOrDefault(base, Set.of());
    }

    void add(BaseUrl base, Concession concession) {
        if (known.size() < MOST || known.containsKey(base)) {
            known.merge(base, Set.of(concession), Concessions::both);
        }
    }

    static Set<Concession> both(Set<Concession> some, Set<Concession> others) {
        EnumSet<Concession> all = EnumSet.noneOf(Concession.class);
        all.addAll(some);
        all.addAll(others);
        return Collections.unmodifiableSet(all);
    }
}
