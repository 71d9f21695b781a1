package dev.cowork.server.models.choice;

import dev.cowork.server.models.chat.ChatEndpoint;

/** What the settings come to. */
sealed interface Configured {

    /** A provider that can be asked. */
    record Ready(ChatEndpoint endpoint, String model) implements Configured {}

    /** None: {@code sentence} names the first thing that is missing. */
    record Missing(String sentence) implements Configured {}
}
