package dev.cowork.server.agents.builtin;

/**
 * A tool call that the model has written and nobody has run yet.
 *
 * @param itemId the id of its item
 * @param outputIndex its place in the answer
 * @param callId what its output will refer to
 * @param name the tool's name, of characters that every provider takes
 * @param arguments JSON text as the model wrote it, perhaps damaged
 */
record PendingCall(String itemId, int outputIndex, String callId, String name, String arguments) {}
