package dev.cowork.server.permissions;

import dev.cowork.server.agent.Access;
import dev.cowork.server.agent.Decision;
import dev.cowork.server.agent.Permits;
import dev.cowork.server.agent.Verdict;
import dev.cowork.server.platform.problems.Problem;
import dev.cowork.server.platform.resources.Page;
import dev.cowork.server.platform.time.Times;
import dev.cowork.server.projects.Project;
import dev.cowork.server.projects.ProjectService;
import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The rules of persons for what agents do: kept, judged by, and learnt from decisions. */
@Service
public class PermissionService {

    /** The most rules of one person; all that can hold for a call are looked at. */
    static final int MOST = 2_000;

    /** The longest target that a rule can name. */
    static final int LONGEST_PATTERN = 4_096;

    private static final Logger log = LoggerFactory.getLogger(PermissionService.class);
    private static final long EVERYWHERE = 0;

    private final PermissionRepository rules;
    private final UsualPermissions usual;
    private final ProjectService projects;
    private final Clock clock;

    PermissionService(PermissionRepository rules, UsualPermissions usual, ProjectService projects, Clock clock) {
        this.rules = rules;
        this.usual = usual;
        this.projects = projects;
        this.clock = clock;
    }

    /**
     * @param owner whose rules count
     * @param projectNo the inner key of the project that the agent works in
     * @return judges calls by the rules as they are at that moment
     */
    public Permits permits(String owner, long projectNo) {
        return tool -> rules.of(owner, projectNo, tool.name(), MOST).map(known -> access -> judge(known, access));
    }

    private Verdict judge(List<Permission> known, Access access) {
        return access.byEachName().stream()
                .map(one -> PermissionRules.judge(known, one).orElseGet(() -> usual.of(one)))
                .max(Comparator.naturalOrder())
                .orElseThrow();
    }

    /**
     * Keeps a decision that holds for later calls too: for this tool and exactly this target, by each of its names, in this project. Joins
     * the caller's transaction.
     *
     * @param owner whose decision it is
     * @param projectNo the project's inner key
     * @param tool the tool's name
     * @param access what the call touched
     * @param decision what was decided
     * @return completes when it is kept, or is nothing to keep
     */
    public Mono<Void> remember(String owner, long projectNo, String tool, Access access, Decision decision) {
        List<String> patterns = access.byEachName().stream()
                .map(one -> one.target().isEmpty() ? Permission.ANY : TargetPattern.exactly(one.target()))
                .toList();
        if (!decision.remembered() || patterns.stream().anyMatch(pattern -> pattern.length() > LONGEST_PATTERN)) {
            return Mono.empty();
        }
        return rules.count(owner, null).flatMap(count -> {
            if (count + patterns.size() > MOST) {
                log.info("A decision is not remembered, because there are {} rules already", count);
                return Mono.empty();
            }
            return Flux.fromIterable(patterns)
                    .concatMap(pattern ->
                            rules.save(owner, projectNo, tool, pattern, decision.verdict(), Times.now(clock)))
                    .then();
        });
    }

    /**
     * @param owner whose rules
     * @param projectId only those of this project, or null for all
     * @param limit the most rules
     * @param offset how many to leave out at the beginning
     * @return a page of rules; empty for an unknown project
     */
    public Mono<Page<Permission>> list(String owner, @Nullable String projectId, int limit, int offset) {
        if (projectId == null) {
            return page(owner, null, limit, offset);
        }
        return projects.find(owner, projectId, null)
                .flatMap(project -> page(owner, project.no(), limit, offset))
                .defaultIfEmpty(new Page<>(List.of(), 0));
    }

    private Mono<Page<Permission>> page(String owner, @Nullable Long projectNo, int limit, int offset) {
        return Mono.zip(rules.list(owner, projectNo, limit, offset), rules.count(owner, projectNo), Page::new);
    }

    /**
     * Makes a rule, or changes the effect of the one that is there.
     *
     * @param owner whose rule
     * @param projectId where it holds, or null for all projects
     * @param tool the tool's name, or {@code *}
     * @param pattern what it is about
     * @param effect what becomes of such calls
     * @return the rule; 404 for an unknown project, 422 when there are too many rules
     */
    public Mono<Permission> set(String owner, @Nullable String projectId, String tool, String pattern, Verdict effect) {
        return Mono.zip(project(owner, projectId), rules.count(owner, null)).flatMap(known -> {
            if (known.getT2() >= MOST) {
                return Mono.error(Problem.invalid("/pattern", "There are too many rules; remove some first."));
            }
            return rules.save(owner, known.getT1(), tool, pattern, effect, Times.now(clock))
                    .then(rules.find(owner, known.getT1(), tool, pattern));
        });
    }

    /**
     * Forgets a rule.
     *
     * @param owner whose rule
     * @param projectId where it holds, or null for the one for all projects
     * @param tool the tool's name, or {@code *}
     * @param pattern what it is about
     * @return completes when it is gone; 404 when there is none, or no such project
     */
    public Mono<Void> forget(String owner, @Nullable String projectId, String tool, String pattern) {
        return project(owner, projectId)
                .flatMap(no -> rules.delete(owner, no, tool, pattern))
                .filter(gone -> gone > 0)
                .switchIfEmpty(Mono.error(() -> Problem.notFound("Permission")))
                .then();
    }

    private Mono<Long> project(String owner, @Nullable String projectId) {
        return projectId == null
                ? Mono.just(EVERYWHERE)
                : projects.get(owner, projectId).map(Project::no);
    }
}
