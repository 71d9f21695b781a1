package dev.cowork.server.permissions;

import static dev.cowork.server.agent.Verdict.ALLOW;
import static dev.cowork.server.agent.Verdict.ASK;
import static dev.cowork.server.agent.Verdict.DENY;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cowork.server.agent.Access;
import dev.cowork.server.agent.Decision;
import dev.cowork.server.agent.Verdict;
import dev.cowork.server.projects.NewProject;
import dev.cowork.server.projects.ProjectService;
import dev.cowork.server.testing.NamedTool;
import dev.cowork.server.testing.RunningServer;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bug class: a decision that counts for more than what the person decided. */
class PermissionServiceTest {

    private static final Access PUSH = Access.run("git push");

    private final PermissionService permissions = RunningServer.shared().bean(PermissionService.class);
    private final ProjectService projects = RunningServer.shared().bean(ProjectService.class);
    private final String owner = "owner-" + UUID.randomUUID();
    private final long here = project("Here");
    private final long there = project("There");

    private long project(String name) {
        return Objects.requireNonNull(
                        projects.create(owner, NewProject.named(name)).block())
                .no();
    }

    private void decided(Access access, Decision decision) {
        permissions.remember(owner, here, "shell", access, decision).block();
    }

    private Verdict verdict(String whose, long project, String tool, Access access) {
        return Objects.requireNonNull(permissions
                .permits(whose, project)
                .judge(new NamedTool(tool), access)
                .block());
    }

    @Nested
    class ADecisionForGood {

        @Test
        void countsForTheSameCallInTheSameProject() {
            decided(PUSH, Decision.ALLOW_ALWAYS);

            assertThat(verdict(owner, here, "shell", PUSH)).isEqualTo(ALLOW);
        }

        @Test
        void countsForNoOtherProject() {
            decided(PUSH, Decision.ALLOW_ALWAYS);

            assertThat(verdict(owner, there, "shell", PUSH)).isEqualTo(ASK);
        }

        @Test
        void countsForNoOtherTool() {
            decided(PUSH, Decision.ALLOW_ALWAYS);

            assertThat(verdict(owner, here, "terminal", PUSH)).isEqualTo(ASK);
        }

        @Test
        void countsForNobodyElse() {
            decided(PUSH, Decision.ALLOW_ALWAYS);

            assertThat(verdict("other-" + owner, here, "shell", PUSH)).isEqualTo(ASK);
        }

        @ParameterizedTest
        @ValueSource(strings = {"git push --force", "git pus", "git push; rm -rf .", "GIT PUSH", "git  push", ""})
        void countsForNoOtherCommand(String command) {
            decided(PUSH, Decision.ALLOW_ALWAYS);

            assertThat(verdict(owner, here, "shell", Access.run(command))).isEqualTo(ASK);
        }

        @Test
        void aboutAStarIsAboutThatStar() {
            decided(Access.run("rm *"), Decision.ALLOW_ALWAYS);

            assertThat(verdict(owner, here, "shell", Access.run("rm *"))).isEqualTo(ALLOW);
            assertThat(verdict(owner, here, "shell", Access.run("rm -rf ."))).isEqualTo(ASK);
        }

        @Test
        void isReplacedByALaterOne() {
            decided(PUSH, Decision.ALLOW_ALWAYS);
            decided(PUSH, Decision.DENY_ALWAYS);

            assertThat(verdict(owner, here, "shell", PUSH)).isEqualTo(DENY);
        }
    }

    @Test
    void aRuleThatForbidsHoldsInAnyLettersAndOneThatAllowsDoesNot() {
        permissions.set(owner, null, "write_file", "secrets/*", DENY).block();
        permissions.set(owner, null, "shell", "git *", ALLOW).block();

        assertThat(verdict(owner, here, "write_file", Access.write("Secrets/Key.txt")))
                .isEqualTo(DENY);
        assertThat(verdict(owner, here, "shell", Access.run("git status"))).isEqualTo(ALLOW);
        assertThat(verdict(owner, here, "shell", Access.run("Git status"))).isEqualTo(ASK);
    }

    @Test
    void aDecisionForOnceIsNotKept() {
        decided(PUSH, Decision.ALLOW);

        assertThat(verdict(owner, here, "shell", PUSH)).isEqualTo(ASK);
    }
}
