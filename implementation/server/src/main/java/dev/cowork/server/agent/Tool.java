package dev.cowork.server.agent;

import reactor.core.publisher.Mono;

/**
 * Something an agent can do. Every bean of this type is offered to every turn.
 */
public interface Tool extends ToolSpec {

    /** Whether it changes nothing: such calls of one answer may run at the same time. */
    boolean readOnly();

    /**
     * Runs one call. Cancelling the result ends everything the call started.
     *
     * @param call the arguments and where it runs
     * @return the result; a failure that the model should read is a result with {@code ok} false, never an error
     */
    Mono<ToolResult> call(ToolCall call);
}
