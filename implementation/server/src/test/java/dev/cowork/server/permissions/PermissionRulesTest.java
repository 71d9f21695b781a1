package dev.cowork.server.permissions;

import static dev.cowork.server.agent.Verdict.ALLOW;
import static dev.cowork.server.agent.Verdict.ASK;
import static dev.cowork.server.agent.Verdict.DENY;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cowork.server.agent.Access;
import dev.cowork.server.agent.Verdict;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Bug class: a rule that counts where a more precise or a stricter one should. */
class PermissionRulesTest {

    private static final String PROJECT = "proj_1";

    private static Permission everywhere(String tool, String pattern, Verdict effect) {
        return new Permission(null, tool, pattern, effect, 0, 0);
    }

    private static Permission here(String tool, String pattern, Verdict effect) {
        return new Permission(PROJECT, tool, pattern, effect, 0, 0);
    }

    private static Optional<Verdict> judged(Permission... rules) {
        return PermissionRules.judge(List.of(rules), Access.run("git push"));
    }

    @Test
    void nothingIsSaidWhereNoRuleFits() {
        assertThat(judged(everywhere("shell", "git pull", DENY))).isEmpty();
    }

    @Test
    void anExactRuleCountsBeforeAWiderOne() {
        assertThat(judged(here("shell", "git *", DENY), everywhere("*", "git push", ALLOW)))
                .contains(ALLOW);
        assertThat(judged(here("shell", "*", ALLOW), everywhere("shell", "git *", ASK)))
                .contains(ASK);
    }

    @Test
    void aRuleForTheToolCountsBeforeOneForAll() {
        assertThat(judged(here("*", "*", DENY), everywhere("shell", "*", ALLOW)))
                .contains(ALLOW);
    }

    @Test
    void aRuleOfTheProjectCountsBeforeOneForAll() {
        assertThat(judged(everywhere("shell", "git *", DENY), here("shell", "git *", ALLOW)))
                .contains(ALLOW);
    }

    @Test
    void theStrictestCountsOfThoseThatAreEquallyPrecise() {
        assertThat(judged(here("shell", "git *", ALLOW), here("shell", "*push", DENY), here("shell", "g*", ASK)))
                .contains(DENY);
        assertThat(judged(here("shell", "git *", ALLOW), here("shell", "g*", ASK)))
                .contains(ASK);
    }

    @Test
    void whatIsDeniedIsNotHiddenInALineThatIsAllowed() {
        Permission denied = everywhere("shell", "rm *", DENY);
        Permission exactly = everywhere("shell", "rm x", DENY);

        assertThat(PermissionRules.judge(List.of(here("shell", "*", ALLOW), denied), Access.run("ls; rm x")))
                .contains(DENY);
        assertThat(PermissionRules.judge(List.of(here("shell", "*", ALLOW), exactly), Access.run("ls; rm x")))
                .contains(DENY);
        assertThat(PermissionRules.judge(List.of(here("shell", "ls *", ALLOW), denied), Access.run("ls $(rm x)")))
                .contains(DENY);
    }

    @Test
    void aDecisionAboutExactlyThisLineCountsBeforeARuleForAPartOfIt() {
        assertThat(PermissionRules.judge(
                        List.of(here("shell", "ls; rm x", ALLOW), everywhere("shell", "rm x", ASK)),
                        Access.run("ls; rm x")))
                .contains(ALLOW);
    }
}
