package dev.cowork.server.models.choice;

import dev.cowork.server.models.wire.Endpoint;

/** What the settings come to. */
sealed interface Configured {

    /** A provider that can be asked. */
    record Ready(Endpoint endpoint, String model) implements Configured {}

    /** None: {@code sentence} names the first thing that is missing. */
    record Missing(String sentence) implements Configured {}
}
