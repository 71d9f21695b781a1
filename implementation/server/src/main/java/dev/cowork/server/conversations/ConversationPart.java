package dev.cowork.server.conversations;

import reactor.core.publisher.Mono;

/** What another module keeps of a conversation; collected from all beans when one is deleted. */
public interface ConversationPart {

    /**
     * Ends whatever still runs in the conversation. Called before the deletion's transaction; may take a moment.
     *
     * @param conversation what is about to be deleted
     * @return completes when nothing of it runs any more
     */
    Mono<Void> stop(Conversation conversation);

    /**
     * Removes the rows of the conversation. Runs inside the deletion's transaction: SQL only.
     *
     * @param conversation what is being deleted
     * @return completes when the rows are gone; {@link dev.cowork.server.platform.resources.BegunMeanwhile} if something runs again
     */
    Mono<Void> remove(Conversation conversation);
}
