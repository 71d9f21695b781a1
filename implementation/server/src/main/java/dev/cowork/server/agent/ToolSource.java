package dev.cowork.server.agent;

import java.nio.file.Path;
import java.util.List;
import reactor.core.publisher.Mono;

/** Tools that are known only when a turn begins, for example those of other programs. Every bean of this type is asked for every turn. */
public interface ToolSource {

    /**
     * @param owner whose turn begins
     * @param folder the project's folder
     * @param permits judges what a source would have to start for it, by the rules of the turn's owner and project and by what the person
     *     has allowed in this turn
     * @return what it offers to this turn; one that takes longer than {@code turns} waits, fails or is empty offers nothing
     */
    Mono<Offer> offer(String owner, Path folder, Permits permits);

    /**
     * What a source offers to one turn.
     *
     * @param tools the tools, in an order that does not change from turn to turn; names must not be those of other tools
     * @param notices sentences for the person on what is missing
     */
    record Offer(List<Tool> tools, List<String> notices) {

        /** No tools, and nothing to say. */
        public static final Offer NONE = new Offer(List.of(), List.of());

        /** Copies the lists. */
        public Offer {
            tools = List.copyOf(tools);
            notices = List.copyOf(notices);
        }
    }
}
