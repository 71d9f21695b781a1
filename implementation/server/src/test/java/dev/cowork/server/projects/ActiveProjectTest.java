package dev.cowork.server.projects;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cowork.server.platform.resources.IfMatch;
import org.junit.jupiter.api.Test;

class ActiveProjectTest extends ProjectTesting {

    @Test
    void is_one_at_most() {
        Project a = create("a");
        Project b = create("b");

        activate(a);
        activate(b);

        assertThat(projects.active(ME).block().id()).isEqualTo(b.id());
        assertThat(all().stream().filter(Project::active)).hasSize(1);
    }

    @Test
    void may_be_none_and_then_general_stands_in() {
        Project a = activate(create("a"));

        projects.update(ME, a.id(), ProjectChange.activate(false), IfMatch.any())
                .block();

        assertThat(all().stream().filter(Project::active)).isEmpty();
        assertThat(projects.active(ME).block().general()).isTrue();
    }

    @Test
    void hands_over_to_general_when_it_is_deleted() {
        Project a = activate(create("a"));

        projects.delete(ME, a.id(), IfMatch.any()).block();

        assertThat(projects.general(ME).block().active()).isTrue();
    }

    @Test
    void changes_the_version_of_the_one_that_was() {
        Project general = projects.general(ME).block();

        activate(create("a"));

        assertThat(projects.general(ME).block().version()).isGreaterThan(general.version());
    }
}
