package dev.cowork.server.turns;

import dev.cowork.server.projects.Project;
import dev.cowork.server.projects.ProjectPart;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** What turns keep of a project: its folder, while they run in it. Their rows go with their conversations. */
@Component
class TurnsOfProject implements ProjectPart {

    private final TurnRepository turns;

    TurnsOfProject(TurnRepository turns) {
        this.turns = turns;
    }

    @Override
    public Mono<Boolean> busy(Project project) {
        return turns.openInProject(project.owner(), project.no());
    }

    @Override
    public Mono<Void> stop(Project project) {
        return Mono.empty();
    }

    @Override
    public Mono<Void> remove(Project project) {
        return Mono.empty();
    }
}
