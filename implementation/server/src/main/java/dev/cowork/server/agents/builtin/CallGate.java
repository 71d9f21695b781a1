package dev.cowork.server.agents.builtin;

import dev.cowork.server.agent.Access;
import dev.cowork.server.agent.Leave;
import dev.cowork.server.agent.QuestionTool;
import dev.cowork.server.agent.Tool;
import dev.cowork.server.agent.ToolCall;
import dev.cowork.server.agent.ToolResult;
import dev.cowork.server.agent.TurnContext;
import dev.cowork.server.agent.TurnEvent;
import dev.cowork.server.agent.Verdict;
import dev.cowork.server.platform.ids.Ids;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Decides before a call runs what becomes of it. Of the calls of one answer one at a time asks the person; the turn then waits, and the
 * others that have not run come after the answer.
 */
final class CallGate {

    /** How often a turn may ask the person something; asking for leave does not count. */
    static final int MOST_QUESTIONS = 3;

    private final TurnContext context;
    private final Transcript transcript;
    private final Labels labels;
    private final Ids ids;
    private final Map<String, TurnEvent.Answered> answers = new HashMap<>();
    private final Set<String> questionTools;
    private final boolean interactive;
    private final AtomicBoolean asked = new AtomicBoolean();

    CallGate(TurnContext context, List<TurnEvent.Answered> answers, Transcript transcript, Ids ids) {
        this.context = context;
        this.transcript = transcript;
        this.labels = new Labels(context.tools());
        this.ids = ids;
        this.interactive = context.options().interactive();
        answers.forEach(answer -> this.answers.put(answer.callId(), answer));
        this.questionTools = context.tools().stream()
                .filter(QuestionTool.class::isInstance)
                .map(Tool::name)
                .collect(Collectors.toSet());
    }

    /** What becomes of a call. */
    sealed interface Passage {}

    /** It runs with this leave; what only asks the person needs none. */
    record Free(@Nullable Leave leave) implements Passage {}

    /** It does not run, and this is its result. */
    record Settled(ToolResult result) implements Passage {}

    /** It waits for the person. */
    record Waits(TurnEvent.Asked question) implements Passage {}

    /** It waits until another call has its answer. */
    record Later() implements Passage {}

    /** Whether a call waits for the person, so that the turn cannot go on. */
    boolean waits() {
        return asked.get();
    }

    Mono<Passage> judge(Tool tool, ToolCall call) {
        if (asked.get()) {
            return Mono.just(new Later());
        }
        if (tool instanceof QuestionTool questions) {
            return interactive ? question(questions, call) : Mono.just(new Free(null));
        }
        return approval(tool, call);
    }

    private Mono<Passage> approval(Tool tool, ToolCall call) {
        if (answers.get(call.callId()) instanceof TurnEvent.ApprovalGiven given) {
            return given.decision().verdict() == Verdict.ALLOW
                    ? context.permits().rules(tool).map(rules -> new Free(new Leave(given.access(), rules)))
                    : Mono.just(refused("The person did not allow this."));
        }
        return tool.access(call)
                .flatMap(access -> context.permits().rules(tool).map(rules -> switch (rules.of(access)) {
                    case ALLOW -> new Free(new Leave(access, rules));
                    case ASK ->
                        interactive ? ask(approval(tool, call, access)) : refused("Nobody is there to allow this.");
                    case DENY -> refused("The rules of the person do not allow this.");
                }));
    }

    private Function<String, TurnEvent.Asked> approval(Tool tool, ToolCall call, Access access) {
        String label = labels.of(tool.name(), call.arguments());
        return id -> new TurnEvent.ApprovalAsked(id, call.callId(), tool.name(), label, access);
    }

    private static Passage refused(String why) {
        return new Settled(
                ToolResult.failed(
                        why
                                + " Nothing was done. Do not try to reach the same by other means; go on without it or say what is missing."));
    }

    private Mono<Passage> question(QuestionTool tool, ToolCall call) {
        if (answers.get(call.callId()) instanceof TurnEvent.QuestionAnswered answer) {
            return Mono.just(new Settled(tool.answered(answer)));
        }
        if (transcript.callsBefore(call.callId(), questionTools) >= MOST_QUESTIONS) {
            return Mono.just(new Settled(ToolResult.failed("This turn has asked " + MOST_QUESTIONS
                    + " questions and may ask no more. Decide for yourself, and say what you have assumed.")));
        }
        return tool.question(call)
                .map(question -> ask(id -> new TurnEvent.QuestionAsked(id, call.callId(), tool.name(), question)));
    }

    private Passage ask(Function<String, TurnEvent.Asked> question) {
        return asked.compareAndSet(false, true) ? new Waits(question.apply(ids.next("ask"))) : new Later();
    }
}
