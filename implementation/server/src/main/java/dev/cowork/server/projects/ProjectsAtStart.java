package dev.cowork.server.projects;

import dev.cowork.server.platform.guard.OwnerResolver;
import java.time.Duration;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/** Before the first request: general exists with its folder, renames cut off are finished, folders of deleted projects go. */
@Component
class ProjectsAtStart implements SmartLifecycle {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final ProjectService projects;
    private final ProjectChanges changes;
    private final FolderJanitor janitor;
    private volatile boolean running;

    ProjectsAtStart(ProjectService projects, ProjectChanges changes, FolderJanitor janitor) {
        this.projects = projects;
        this.changes = changes;
        this.janitor = janitor;
    }

    @Override
    public void start() {
        projects.general(OwnerResolver.LOCAL)
                .flatMap(general -> projects.folder(general.owner(), general.id()))
                .then(changes.finishMoves())
                .block(LIMIT);
        // may take long, and nothing waits for it
        janitor.sweepLater();
        running = true;
    }

    @Override
    public void stop() {
        running = false;
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** Early: before the server answers. */
    @Override
    public int getPhase() {
        return 0;
    }
}
