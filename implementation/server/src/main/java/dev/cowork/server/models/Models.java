package dev.cowork.server.models;

import java.util.List;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** The choice of the model that answers. */
public interface Models {

    /**
     * Chooses provider and model for one turn: what the request named if the active provider offers it, else the configured one, and
     * {@code rehearsal} while no real provider is configured.
     *
     * @param owner whose settings count
     * @param requested the model a request named, or null
     * @return the choice, made anew each time so that a changed setting counts at once
     */
    Mono<ChosenModel> choose(String owner, @Nullable String requested);

    /**
     * Chooses the model for small side jobs, such as summaries: the one of the helper role, else the one of the coding role,
     * else the main one. Another provider than the main one is asked only when somebody chose it for that role and it is set up.
     *
     * @param owner whose settings count
     * @return the choice, made anew each time
     */
    Mono<ChosenModel> fast(String owner);

    /**
     * Lists the models that a request can name: the configured one first, then the others that the active provider offers, by name;
     * {@code rehearsal} alone while no real provider is configured, and last when rehearsing was asked for.
     *
     * @param owner whose settings count
     * @return at least one; only those known here when the provider does not list its models within a few seconds
     */
    Mono<List<OfferedModel>> offered(String owner);

    /**
     * Tells whether a model is configured, for the health answer.
     *
     * @param owner whose settings count
     * @return the state of the configuration
     */
    Mono<ModelStatus> status(String owner);
}
