package dev.cowork.server.agent;

import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;

/**
 * Something an agent can do. Every bean of this type is offered to every turn.
 */
public interface Tool extends ToolSpec {

    /** Whether it changes nothing: such calls of one answer may run at the same time. */
    boolean readOnly();

    /**
     * What a call touches. It is asked before the call runs, so that the policy can allow it, deny it or ask the person. When the same
     * arguments may lead to something else a moment later, as paths with links do, {@link #call} compares with {@link ToolCall#leave()}.
     *
     * @param call the arguments and where it would run; nothing is done yet
     * @return what it touches; by default nothing that has a name, read or written as {@link #readOnly()} says. An error means that the
     *     arguments are no good: nothing runs, and the model reads the sentence of the problem
     */
    default Mono<Access> access(ToolCall call) {
        return Mono.just(readOnly() ? Access.read("") : Access.write(""));
    }

    /**
     * One line for a person on what a call does, for example {@code Reading data/q3.csv}.
     *
     * @param arguments the arguments as the model wrote them, unchecked; an empty object as long as they are not known
     * @return the line, without a full stop; it is shortened where it is too long
     */
    default String label(JsonNode arguments) {
        String words = name().replace('_', ' ').strip();
        return words.isEmpty() ? "Using a tool" : Character.toUpperCase(words.charAt(0)) + words.substring(1);
    }

    /**
     * Whether a call with other arguments gives any part of a long output again, as reading a file does: then the whole of it need not be
     * kept.
     */
    default boolean givesParts() {
        return false;
    }

    /**
     * Runs one call. Cancelling the result ends everything the call started.
     *
     * @param call the arguments and where it runs
     * @return the result; a failure that the model should read is a result with {@code ok} false, never an error
     */
    Mono<ToolResult> call(ToolCall call);
}
