package dev.cowork.server.agent;

import reactor.core.publisher.Mono;

/** Judges calls of tools before they run. */
@FunctionalInterface
public interface Permits {

    /**
     * @param tool the tool that is called
     * @return the rules for its calls as they are now
     */
    Mono<Rules> rules(Tool tool);

    /**
     * @param tool the tool that is called
     * @param access what the call touches
     * @return what becomes of the call, by the rules as they are now
     */
    default Mono<Verdict> judge(Tool tool, Access access) {
        return rules(tool).map(rules -> rules.of(access));
    }

    /** The rules as they were at one moment. */
    @FunctionalInterface
    interface Rules {

        /**
         * @param access what is touched; of all its names the strictest verdict counts
         * @return what becomes of it
         */
        Verdict of(Access access);
    }
}
