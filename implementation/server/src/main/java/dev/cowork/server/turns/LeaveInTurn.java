package dev.cowork.server.turns;

import dev.cowork.server.agent.Access;
import dev.cowork.server.agent.Permits;
import dev.cowork.server.agent.Tool;
import dev.cowork.server.agent.TurnEvent;
import dev.cowork.server.agent.Verdict;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import reactor.core.publisher.Mono;

/**
 * What a person has allowed in a turn. A call has its leave for itself alone; but what the turn needs for it again, as when it goes on after
 * another question, need not be asked once more.
 */
final class LeaveInTurn implements Permits {

    private final Permits rules;
    private final Set<Given> given;

    private record Given(String tool, Access access) {}

    private LeaveInTurn(Permits rules, Set<Given> given) {
        this.rules = rules;
        this.given = given;
    }

    /**
     * @param rules what holds anyway: leave only stands for a question that they would ask
     * @param questions all questions of the turn
     */
    static Permits of(Permits rules, List<StoredQuestion> questions) {
        return new LeaveInTurn(
                rules,
                questions.stream()
                        .filter(LeaveInTurn::allowed)
                        .map(question -> (TurnEvent.ApprovalAsked) question.asked())
                        .map(asked -> new Given(asked.name(), asked.access()))
                        .collect(Collectors.toUnmodifiableSet()));
    }

    private static boolean allowed(StoredQuestion question) {
        return question.asked() instanceof TurnEvent.ApprovalAsked
                && question.answer() instanceof TurnEvent.ApprovalGiven answer
                && answer.decision().verdict() == Verdict.ALLOW;
    }

    @Override
    public Mono<Rules> rules(Tool tool) {
        return rules.rules(tool).map(known -> access -> {
            Verdict verdict = known.of(access);
            return verdict == Verdict.ASK && given.contains(new Given(tool.name(), access)) ? Verdict.ALLOW : verdict;
        });
    }
}
