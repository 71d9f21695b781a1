package dev.cowork.server.models;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** What models and agents need of the settings: an effective value by its key. */
public interface ModelSettings {

    /**
     * @param owner whose settings count
     * @return the values as they are now
     */
    Mono<Values> values(String owner);

    /** Effective values: what the owner stored, else the environment's, else the default; secrets in the clear. */
    interface Values {

        /**
         * @param key the setting's key, for example {@code planning_model}
         * @return the value, or null when there is none
         */
        @Nullable
        String get(String key);

        /**
         * @param key the setting's key
         * @return the value, or null when there is none or it is only a default
         */
        @Nullable
        String chosen(String key);
    }
}
