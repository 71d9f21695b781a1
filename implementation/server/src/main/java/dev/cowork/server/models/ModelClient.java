package dev.cowork.server.models;

import reactor.core.publisher.Flux;

/** One provider's model endpoint, ready to be asked. */
public interface ModelClient {

    /**
     * Asks the model once, streaming. Cancelling the result closes the connection to the provider.
     *
     * @param request what to ask
     * @return the answer's pieces, perhaps with waits before the first one, ended by exactly one {@link ModelEvent.Finished}; an
     *     {@link dev.cowork.server.agent.AgentFailure} when the provider refuses, breaks off or ends without saying why it finished
     */
    Flux<ModelEvent> stream(ModelRequest request);
}
