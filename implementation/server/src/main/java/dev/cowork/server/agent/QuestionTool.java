package dev.cowork.server.agent;

import reactor.core.publisher.Mono;

/**
 * A tool whose calls are questions to the person. Such a call does not run: it waits, through a restart too, until the person has answered.
 * {@link #call} is what becomes of it where nobody can answer.
 */
public interface QuestionTool extends Tool {

    /**
     * @param call the arguments
     * @return what to ask; an error when the arguments are no question, which the model then reads
     */
    Mono<Question> question(ToolCall call);

    /**
     * @param answer what the person said
     * @return what the model reads
     */
    ToolResult answered(TurnEvent.QuestionAnswered answer);

    @Override
    default boolean readOnly() {
        return true;
    }
}
