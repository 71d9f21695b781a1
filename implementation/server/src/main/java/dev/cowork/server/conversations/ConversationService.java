package dev.cowork.server.conversations;

import dev.cowork.server.conversations.Conversation.ProjectRef;
import dev.cowork.server.conversations.ConversationRepository.Seed;
import dev.cowork.server.platform.db.Tx;
import dev.cowork.server.platform.ids.Ids;
import dev.cowork.server.platform.problems.Problem;
import dev.cowork.server.platform.resources.BegunMeanwhile;
import dev.cowork.server.platform.resources.Detached;
import dev.cowork.server.platform.resources.IfMatch;
import dev.cowork.server.platform.resources.Page;
import dev.cowork.server.platform.time.Times;
import dev.cowork.server.projects.ProjectService;
import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import reactor.core.publisher.Mono;

/**
 * Conversations of an owner. "Not there" and "not yours" are the same 404. Everything but {@link #delete} is SQL only and joins a caller's
 * transaction.
 */
@Service
public class ConversationService {

    private static final String WHAT = "Conversation";

    private final ConversationRepository conversations;
    private final ConversationRemoval removal;
    private final ProjectService projects;
    private final Tx tx;
    private final Ids ids;
    private final Clock clock;

    ConversationService(
            ConversationRepository conversations,
            ConversationRemoval removal,
            ProjectService projects,
            Tx tx,
            Ids ids,
            Clock clock) {
        this.conversations = conversations;
        this.removal = removal;
        this.projects = projects;
        this.tx = tx;
        this.ids = ids;
        this.clock = clock;
    }

    /**
     * @param owner whose
     * @param filter which; a project that does not exist has no conversations
     * @param limit at most this many
     * @param offset skip this many
     * @return the last active first
     */
    public Mono<Page<Conversation>> list(String owner, ConversationFilter filter, int limit, long offset) {
        if (filter.everyProject()) {
            return conversations.page(owner, null, filter.status(), limit, offset);
        }
        return projects.find(owner, filter.projectId(), filter.projectName())
                .flatMap(project -> conversations.page(owner, project.no(), filter.status(), limit, offset))
                .defaultIfEmpty(new Page<>(List.of(), 0));
    }

    /**
     * @param owner whose
     * @param id the public id
     * @return the conversation; 404 if there is none
     */
    public Mono<Conversation> require(String owner, String id) {
        return conversations.byId(owner, id).switchIfEmpty(Mono.error(() -> Problem.notFound(WHAT)));
    }

    /**
     * Makes a conversation without turns.
     *
     * @param owner whose
     * @param title a title; null or without text: the first message gives it
     * @param goal what it is about, for the agent; or null
     * @param wanted where it belongs and how it works
     * @return the new conversation; 422 if a field is wrong, 404 if the project does not exist
     */
    public Mono<Conversation> create(
            String owner, @Nullable String title, @Nullable String goal, NewConversation wanted) {
        return Mono.defer(() -> {
            NewConversation checked = ConversationRules.checked(wanted);
            String line = ConversationRules.title(title);
            String checkedGoal = ConversationRules.goal(goal);
            String id = ids.next("conv");
            return tx.in(() -> projects.choose(owner, checked.projectId(), checked.projectName())
                    .map(project -> new Seed(owner, id, project.no(), line, checkedGoal, 0, true))
                    .flatMap(seed -> conversations.insert(seed, checked, Times.now(clock)))
                    .then(Mono.defer(() -> require(owner, id))));
        });
    }

    /**
     * Changes a conversation. Moving it to another project moves only where it belongs, no file.
     *
     * @param owner whose
     * @param id the public id
     * @param change what to change
     * @param condition a condition on its version
     * @return the conversation after the change; 404 also if the project does not exist, 412, 422
     */
    public Mono<Conversation> update(String owner, String id, ConversationChange change, IfMatch condition) {
        return Mono.defer(() -> {
            ConversationChange checked = ConversationRules.checked(change);
            return tx.in(() -> require(owner, id)
                    .doOnNext(now -> condition.check(WHAT, now.version()))
                    .flatMap(now -> target(now, checked).flatMap(project -> write(now, checked, project))));
        });
    }

    private Mono<ProjectRef> target(Conversation now, ConversationChange change) {
        return change.projectId() == null && change.projectName() == null
                ? Mono.just(now.project())
                : projects.choose(now.owner(), change.projectId(), change.projectName())
                        .map(ProjectRef::of);
    }

    private Mono<Conversation> write(Conversation now, ConversationChange change, ProjectRef project) {
        Conversation next = now.changed(change, project);
        if (next.equals(now)) {
            return Mono.just(now);
        }
        return conversations
                .update(next)
                .flatMap(written -> written ? require(now.owner(), now.id()) : Mono.error(IfMatch.changed(WHAT)));
    }

    /**
     * Deletes a conversation: ends what runs in it, then removes all its rows at once. Not inside a transaction.
     *
     * @param owner whose
     * @param id the public id
     * @param condition a condition on its version
     * @return completes when it is gone; 404, 412
     */
    public Mono<Void> delete(String owner, String id, IfMatch condition) {
        return Detached.from(require(owner, id)
                .doOnNext(conversation -> condition.check(WHAT, conversation.version()))
                .flatMap(conversation -> removal.stop(conversation)
                        .then(tx.in(() -> require(owner, id).flatMap(removal::remove)))
                        .retryWhen(BegunMeanwhile.again())));
    }
}
