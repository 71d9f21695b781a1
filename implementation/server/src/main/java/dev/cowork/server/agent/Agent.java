package dev.cowork.server.agent;

import java.util.List;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Something that answers turns. Every bean of this type can be named by a request. */
public interface Agent {

    /** The name on the wire ({@code harness}), for example {@code anton}; unique among agents. */
    String id();

    /** The name a person reads. */
    String label();

    /**
     * Tells which model would answer.
     *
     * @param owner whose settings count
     * @param requested the model a request named, or null
     * @return the model's name; empty when the agent does not say
     */
    default Mono<String> model(String owner, @Nullable String requested) {
        return Mono.justOrEmpty(requested);
    }

    /**
     * Answers one turn.
     *
     * <p>The events come in the order in which they are to be stored. Completing means the turn is completed; an {@link AgentFailure}
     * means it failed with that code, any other error means it failed with {@code anton_error}. When {@link TurnContext#stopped()}
     * completes, the agent has two seconds to end its model request and its tools and to complete; then it is cancelled. Nothing it says
     * after the signal is stored.
     *
     * @param context everything the agent may know of the turn
     * @return the events of the turn, never an ending: endings are written by the engine alone
     */
    Flux<TurnEvent> run(TurnContext context);

    /**
     * Goes on with a turn that has waited for the person, perhaps in another process than the one that asked. An agent that says {@link
     * TurnEvent.Asked} completes without an ending; this is called when all that it has asked is answered.
     *
     * @param context as for {@link #run}; {@link TurnContext#input()} holds all that the turn has said and done so far
     * @param answers all answers of the turn, also of earlier waits
     * @param past the log of the turn so far, from its first event on; read anew by each subscription. What the turn has used up is told
     *     by nothing else
     * @return what is said from here on
     */
    default Flux<TurnEvent> resume(TurnContext context, List<TurnEvent.Answered> answers, Flux<PastEvent> past) {
        return Flux.error(
                new AgentFailure("agent_cannot_resume", "The agent of this conversation cannot go on with a turn."));
    }
}
