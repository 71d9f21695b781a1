package dev.cowork.server.models.wire;

import dev.cowork.server.models.ModelEvent;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * Reads the events of one streamed answer, one after the other. What a provider sends is hostile until it is read here: unknown events are
 * passed over, wrong types count as missing.
 */
public interface AnswerEvents {

    /**
     * @param event the data of one event
     * @return what it says, perhaps nothing
     * @throws Refusal when it is an error, or nothing of this dialect
     */
    List<ModelEvent> read(JsonNode event);

    /** Whether the answer has said its end, so that nothing more is to be read. */
    boolean ended();

    /**
     * To be called when the answer has ended or its stream has.
     *
     * @return the last events: the usage where the provider told it, and the finish
     * @throws Refusal when the answer never said why it finished
     */
    List<ModelEvent> finish();
}
