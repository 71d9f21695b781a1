package dev.cowork.server.permissions;

import dev.cowork.server.agent.Access;
import dev.cowork.server.agent.Verdict;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Which of the rules that fit a call counts: one for exactly this target before one with a {@code *} in it, and that before {@code *} alone;
 * then one for this tool before one for all, then one of the project before one for all; of what is left the strictest.
 */
final class PermissionRules {

    private static final Comparator<Permission> MOST_PRECISE = Comparator.<Permission>comparingInt(
                    rule -> rule.tool().equals(Permission.ANY) ? 1 : 0)
            .thenComparingInt(rule -> rule.projectId() == null ? 1 : 0)
            .thenComparing(Permission::effect, Comparator.reverseOrder());

    private PermissionRules() {}

    /** What the rules say to a call; empty when none fits. */
    static Optional<Verdict> judge(List<Permission> rules, Access access) {
        return rules.stream()
                .filter(rule -> TargetPattern.of(rule.pattern()).fits(access, rule.effect()))
                .min(Comparator.<Permission>comparingInt(rule -> width(rule, access))
                        .thenComparing(MOST_PRECISE))
                .map(Permission::effect);
    }

    private static int width(Permission rule, Access access) {
        TargetPattern pattern = TargetPattern.of(rule.pattern());
        return pattern.names(access.target()) ? 0 : pattern.everything() ? 2 : 1;
    }
}
