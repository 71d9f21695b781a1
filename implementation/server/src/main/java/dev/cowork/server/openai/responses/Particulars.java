package dev.cowork.server.openai.responses;

import dev.cowork.api.openai.model.FunctionDefinition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a request said that only this contract gives back; kept with the turn.
 *
 * @param previousResponseId as the request named it
 * @param store whether the conversation was to be in lists
 * @param tools the caller's functions
 */
record Particulars(@Nullable String previousResponseId, boolean store, List<FunctionDefinition> tools) {

    /** Of a turn that came by another contract. */
    static final Particulars NONE = new Particulars(null, true, List.of());
}
