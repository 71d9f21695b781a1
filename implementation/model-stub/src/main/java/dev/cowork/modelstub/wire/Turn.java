package dev.cowork.modelstub.wire;

import dev.cowork.modelstub.script.Asked;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * What a checked request asks for.
 *
 * @param asked what it says, by who says it
 * @param stream whether the answer is streamed
 * @param blocks everything the model reads, for counting and caching
 * @param transcript the messages, for telling conversations apart: no times, no cache points, no instructions
 * @param body the request
 */
public record Turn(Asked asked, boolean stream, List<Block> blocks, List<String> transcript, JsonNode body) {

    /** The model, as named by the client. */
    public String model() {
        return asked.model();
    }
}
