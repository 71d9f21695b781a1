package dev.cowork.server.conversations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.cowork.server.platform.problems.Problem;
import dev.cowork.server.projects.NewProject;
import dev.cowork.server.projects.Project;
import dev.cowork.server.projects.ProjectService;
import dev.cowork.server.testing.Rooms;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import reactor.core.publisher.Mono;

/** Projects and conversations on a database of their own, and what their tests often ask. */
abstract class ConversationTesting {

    static final String ME = "local";
    static final String OTHER = "other";

    Rooms rooms;
    ConversationService conversations;
    ProjectService projects;

    @BeforeEach
    void open() {
        rooms = Rooms.open(RecordingPart.class);
        conversations = rooms.conversations();
        projects = rooms.projects();
    }

    @AfterEach
    void close() {
        rooms.close();
    }

    Conversation create(String title) {
        return conversations.create(ME, title, null, NewConversation.PLAIN).block();
    }

    Conversation createIn(Project project, String title) {
        return conversations
                .create(ME, title, null, NewConversation.in(project.id()))
                .block();
    }

    Project project(String name) {
        return projects.create(ME, NewProject.named(name)).block();
    }

    List<String> titles(ConversationFilter filter) {
        return conversations.list(ME, filter, 200, 0).block().rows().stream()
                .map(Conversation::title)
                .toList();
    }

    static void refuses(int status, Mono<?> call) {
        Problem problem = catchThrowableOfType(Problem.class, call::block);
        assertThat(problem).as("a refusal").isNotNull();
        assertThat(problem.status()).isEqualTo(status);
    }
}
