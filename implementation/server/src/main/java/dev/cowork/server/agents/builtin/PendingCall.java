package dev.cowork.server.agents.builtin;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A tool call that the model has written and nobody has run yet.
 *
 * @param itemId the id of its item
 * @param outputIndex its place in the answer
 * @param callId what its output will refer to
 * @param name the tool's name, of characters that every provider takes
 * @param label what the call does, for a person
 * @param arguments JSON text as the model wrote it, perhaps damaged
 * @param parsed the arguments, or null when they are damaged: such a call is not run
 * @param cut whether they are damaged because the answer was cut off in them
 */
record PendingCall(
        String itemId,
        int outputIndex,
        String callId,
        String name,
        String label,
        String arguments,
        @Nullable JsonNode parsed,
        boolean cut) {}
