package dev.cowork.server.agent;

import reactor.core.publisher.Mono;

/** Judges calls of tools before they run. */
@FunctionalInterface
public interface Permits {

    /**
     * @param tool the tool that is called
     * @param access what the call touches
     * @return what becomes of the call, by the rules as they are now
     */
    Mono<Verdict> judge(Tool tool, Access access);
}
