package dev.cowork.server.projects;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cowork.server.platform.problems.Problem;
import dev.cowork.server.platform.resources.IfMatch;
import dev.cowork.server.platform.resources.Patch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GeneralProjectTest extends ProjectTesting {

    @Test
    void exists_from_the_start_active_and_with_its_folder() {
        Project general = projects.get(ME, Project.GENERAL_ID).block();

        assertThat(general.name()).isEqualTo("general");
        assertThat(general.active()).isTrue();
        assertThat(general.folder())
                .isEqualTo(rooms.paths().projects().resolve("general"))
                .isDirectory();
    }

    @Test
    void is_the_same_after_a_restart() {
        Project before = projects.general(ME).block();

        rooms.restart();

        assertThat(rooms.projects().general(ME).block()).isEqualTo(before);
    }

    @Test
    void cannot_be_deleted() {
        refuses(403, "project_protected", projects.delete(ME, Project.GENERAL_ID, IfMatch.any()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"mine", "general"})
    void cannot_be_renamed_not_even_to_its_own_name(String name) {
        Problem problem = refuses(
                403,
                "project_protected",
                projects.update(ME, Project.GENERAL_ID, ProjectChange.rename(name), IfMatch.any()));

        assertThat(problem.detail()).isEqualTo("The General project is immutable");
    }

    @Test
    void may_be_described_and_made_inactive() {
        ProjectChange change = new ProjectChange(null, new Patch.To<>("For everything"), false, null, null);

        Project changed =
                projects.update(ME, Project.GENERAL_ID, change, IfMatch.any()).block();

        assertThat(changed.description()).isEqualTo("For everything");
        assertThat(changed.active()).isFalse();
    }

    @Test
    void gives_its_name_to_no_other_whatever_the_case() {
        assertThat(create("general").name()).isEqualTo("general-2");
        assertThat(create("General").name()).isEqualTo("General-3");
    }
}
