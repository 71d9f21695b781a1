package dev.cowork.server.conversations;

import dev.cowork.server.conversations.Conversation.ProjectRef;
import dev.cowork.server.conversations.ConversationRepository.Seed;
import dev.cowork.server.platform.ids.Ids;
import dev.cowork.server.platform.time.Times;
import dev.cowork.server.projects.ProjectService;
import java.time.Clock;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** What turns do to conversations. SQL only: every method joins the caller's transaction. */
@Component
public class ConversationStore {

    private final ConversationRepository conversations;
    private final ConversationRemoval removal;
    private final ProjectService projects;
    private final Ids ids;
    private final Clock clock;

    ConversationStore(
            ConversationRepository conversations,
            ConversationRemoval removal,
            ProjectService projects,
            Ids ids,
            Clock clock) {
        this.conversations = conversations;
        this.removal = removal;
        this.projects = projects;
        this.ids = ids;
        this.clock = clock;
    }

    /**
     * Opens a conversation for one more turn, and counts that turn. An unknown id is adopted: clients make ids up before their first
     * message. A conversation without a title gets one from the message.
     *
     * @param owner whose
     * @param id the public id, judged before, or null for a new conversation
     * @param defaults what a new conversation is like; an existing one keeps what it has
     * @param firstText the message's text
     * @param listed whether it is to be in lists from now on; false leaves an existing one as it is
     * @return the conversation with the turn counted; 404 if the project of a new one does not exist.
     *     Another owner's conversation of the same id is another one
     */
    public Mono<Conversation> openForTurn(
            String owner, @Nullable String id, NewConversation defaults, String firstText, boolean listed) {
        String title = Titles.of(firstText);
        if (id == null) {
            return begin(owner, ids.next("conv"), defaults, title, listed);
        }
        return conversations
                .turnBegins(owner, id, title, listed, Times.now(clock))
                .flatMap(known -> known ? conversations.byId(owner, id) : begin(owner, id, defaults, title, listed));
    }

    /** Notes that something happened in the conversation. */
    public Mono<Void> touch(long no) {
        return conversations.touch(no, Times.now(clock));
    }

    /**
     * @param no the inner key
     * @param count how many turns were removed
     * @return completes when they no longer count
     */
    public Mono<Void> turnsRemoved(long no, int count) {
        return conversations.turnsRemoved(no, count);
    }

    /**
     * Removes a conversation that is in no list and has no turn left: nobody would find it again.
     *
     * @param owner whose
     * @param id the public id
     * @return completes when it is gone, or stays because it is listed or has turns
     */
    public Mono<Void> removeForgotten(String owner, String id) {
        return conversations.forgotten(owner, id).flatMap(removal::remove);
    }

    /** Not read again: everything in a new row is known. */
    private Mono<Conversation> begin(String owner, String id, NewConversation defaults, String title, boolean listed) {
        NewConversation checked = ConversationRules.checked(defaults);
        long now = Times.now(clock);
        return projects.choose(owner, checked.projectId(), checked.projectName())
                .flatMap(project -> conversations
                        .insert(new Seed(owner, id, project.no(), title, null, 1, listed), checked, now)
                        .map(no -> new Conversation(
                                no,
                                id,
                                owner,
                                ProjectRef.of(project),
                                title,
                                null,
                                Conversation.ACTIVE,
                                checked.harness(),
                                checked.model(),
                                checked.reasoningEffort(),
                                checked.disabledConnections(),
                                1,
                                now,
                                now,
                                Conversation.FIRST_VERSION)));
    }
}
