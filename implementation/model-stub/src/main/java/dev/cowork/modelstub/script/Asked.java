package dev.cowork.modelstub.script;

/**
 * What a request says, by who says it.
 *
 * @param model the model, as named by the client
 * @param system the instructions
 * @param user the last user message
 * @param tool what the tools behind it answered last; empty when none did
 * @param results how many results stand behind the last user message
 */
public record Asked(String model, String system, String user, String tool, int results) {}
