package dev.cowork.server.conversations;

import dev.cowork.server.projects.Project;
import dev.cowork.server.projects.ProjectPart;
import java.util.function.Function;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** A project's conversations go with it. */
@Component
class ConversationsOfProject implements ProjectPart {

    private static final int BATCH = 200;
    private static final int STOPPED_AT_ONCE = 8;

    private final ConversationRepository conversations;
    private final ConversationRemoval removal;

    ConversationsOfProject(ConversationRepository conversations, ConversationRemoval removal) {
        this.conversations = conversations;
        this.removal = removal;
    }

    @Override
    public Mono<Void> stop(Project project) {
        return inBatches(project, 0, batch -> batch.flatMap(removal::stop, STOPPED_AT_ONCE));
    }

    @Override
    public Mono<Void> remove(Project project) {
        return inBatches(project, 0, batch -> batch.concatMap(removal::remove));
    }

    private Mono<Void> inBatches(Project project, long after, Function<Flux<Conversation>, Flux<Void>> work) {
        return conversations
                .ofProject(project.owner(), project.no(), after, BATCH)
                .collectList()
                .flatMap(batch -> batch.isEmpty()
                        ? Mono.empty()
                        : work.apply(Flux.fromIterable(batch))
                                .then(Mono.defer(
                                        () -> inBatches(project, batch.getLast().no(), work))));
    }
}
