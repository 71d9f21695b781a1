package dev.cowork.modelstub.wire;

import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * What a checked request asks for.
 *
 * @param model the model, as named by the client
 * @param stream whether the answer is streamed
 * @param prompt the last user message
 * @param results the tool results behind it
 * @param blocks everything the model reads, for counting and caching
 * @param transcript the messages, for telling conversations apart: no times, no cache points, no instructions
 * @param body the request
 */
public record Turn(
        String model,
        boolean stream,
        String prompt,
        int results,
        List<Block> blocks,
        List<String> transcript,
        JsonNode body) {}
