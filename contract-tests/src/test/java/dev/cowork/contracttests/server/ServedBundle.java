package dev.cowork.contracttests.server;

import dev.cowork.contracttests.contracts.Bundle;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The contract as a running server hands it out. */
public final class ServedBundle {

    private static final Map<URI, Bundle> KNOWN = new ConcurrentHashMap<>();

    private ServedBundle() {}

    /** The bundle a server serves, read once a server; the published one when it serves none. */
    public static Bundle of(URI base) {
        return KNOWN.computeIfAbsent(base, ServedBundle::read);
    }

    private static Bundle read(URI base) {
        Http.Response response = Http.send(base, Http.Request.of("GET", "/openapi.json"));
        return response.status() == 200 ? Bundle.parse(response.body()) : Bundle.published();
    }
}
