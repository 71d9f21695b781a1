package dev.cowork.contracttests.server;

import dev.cowork.contracttests.contracts.Bundle;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The contract as a running server hands it out. */
public final class ServedBundle {

    private static final Map<URI, List<Bundle>> KNOWN = new ConcurrentHashMap<>();

    private ServedBundle() {}

    /** The Cowork API as a server serves it, read once a server; the published one when it serves none. */
    public static Bundle of(URI base) {
        return all(base).getFirst();
    }

    /** Every contract a server serves, the Cowork API first. */
    public static List<Bundle> all(URI base) {
        return KNOWN.computeIfAbsent(
                base,
                server -> Bundle.all().stream()
                        .map(published -> read(server, published))
                        .toList());
    }

    /** The contract of that name. */
    public static Bundle of(URI base, String name) {
        return all(base).stream()
                .filter(bundle -> bundle.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static Bundle read(URI base, Bundle published) {
        Http.Response response = Http.send(base, Http.Request.of("GET", "/openapi/" + published.name() + ".json"));
        return response.status() == 200 ? Bundle.parse(published.name(), response.body()) : published;
    }
}
