package dev.cowork.server.conversations;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Ends and removes what all modules keep of a conversation. */
@Component
class ConversationRemoval {

    private final ConversationRepository conversations;
    private final ItemRepository items;
    private final ObjectProvider<ConversationPart> parts;

    ConversationRemoval(
            ConversationRepository conversations, ItemRepository items, ObjectProvider<ConversationPart> parts) {
        this.conversations = conversations;
        this.items = items;
        this.parts = parts;
    }

    /** Ends whatever runs in it. */
    Mono<Void> stop(Conversation conversation) {
        return Flux.fromStream(parts::stream)
                .concatMap(part -> part.stop(conversation))
                .then();
    }

    /** Removes all its rows. Joins the caller's transaction. */
    Mono<Void> remove(Conversation conversation) {
        return Flux.fromStream(parts::stream)
                .concatMap(part -> part.remove(conversation))
                .then(items.removeAll(conversation.no()))
                .then(conversations.delete(conversation));
    }
}
