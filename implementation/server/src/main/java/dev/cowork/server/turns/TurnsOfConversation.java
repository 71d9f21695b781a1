package dev.cowork.server.turns;

import dev.cowork.server.conversations.Conversation;
import dev.cowork.server.conversations.ConversationPart;
import dev.cowork.server.journal.Journal;
import dev.cowork.server.platform.resources.BegunMeanwhile;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** What turns keep of a conversation: when it goes, its turns are stopped and their logs go with it. */
@Component
class TurnsOfConversation implements ConversationPart {

    private final TurnStopper stopper;
    private final TurnRepository turns;
    private final Journal journal;

    TurnsOfConversation(TurnStopper stopper, TurnRepository turns, Journal journal) {
        this.stopper = stopper;
        this.turns = turns;
        this.journal = journal;
    }

    @Override
    public Mono<Void> stop(Conversation conversation) {
        return stopper.stopAll(conversation);
    }

    @Override
    public Mono<Void> remove(Conversation conversation) {
        return turns.open(conversation.owner(), conversation.no(), 1)
                .flatMap(open -> open.isEmpty()
                        ? journal.removeOfConversation(conversation.owner(), conversation.no())
                        : Mono.error(new BegunMeanwhile()));
    }
}
