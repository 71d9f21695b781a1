package dev.cowork.server.agents.builtin;

import dev.cowork.server.agent.PastEvent;
import dev.cowork.server.agent.ToolSpec;
import dev.cowork.server.agent.TurnContext;
import dev.cowork.server.agent.TurnEvent;
import dev.cowork.server.models.ChosenModel;
import dev.cowork.server.models.ModelRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

/** Asks the model and runs its tools, until it answers without calling one or has used up what a turn may use. */
final class TurnLoop {

    private final TurnContext context;
    private final ChosenModel model;
    private final TurnSettings settings;
    private final Transcript transcript;
    private final ToolRunner tools;
    private final CallArguments arguments;
    private final Labels labels;
    private final Notices notices;
    private final String instructions;
    private final Spending spending;
    private final Compaction compaction;
    private final Asked asked;
    private final Continuation continuation;
    private @Nullable Limit limit;
    private boolean answered;

    TurnLoop(
            TurnContext context,
            ChosenModel model,
            TurnSettings settings,
            Transcript transcript,
            ToolRunner tools,
            CallArguments arguments,
            Notices notices,
            String instructions,
            Spending spending,
            Compaction compaction) {
        this.context = context;
        this.model = model;
        this.settings = settings;
        this.transcript = transcript;
        this.tools = tools;
        this.arguments = arguments;
        this.labels = new Labels(context.tools());
        this.notices = notices;
        this.instructions = instructions;
        this.spending = spending;
        this.compaction = compaction;
        this.asked = new Asked(context.options());
        this.continuation = new Continuation(asked.limited() ? 0 : settings.maxContinuations());
    }

    Flux<TurnEvent> events() {
        return Flux.defer(this::round).repeat(() -> !answered && !tools.waits());
    }

    /**
     * Runs what is left of the calls that were made before the turn waited, and goes on.
     *
     * @param past the log of the turn so far: what it has used up counts
     */
    Flux<TurnEvent> resumed(Flux<PastEvent> past) {
        return past.doOnNext(this::seeAgain).thenMany(Flux.defer(this::goOn));
    }

    private void seeAgain(PastEvent past) {
        spending.seeAgain(past);
        asked.seeAgain(past.event());
        continuation.seeAgain(past.event());
    }

    private Flux<TurnEvent> goOn() {
        List<PendingCall> left = transcript.unfinished(arguments, labels);
        answered = asked.ours(left).size() < left.size();
        return tools.run(asked.ours(left)).doOnNext(spending::see).concatWith(Flux.defer(() -> {
            if (answered || tools.waits()) {
                return Flux.empty();
            }
            spending.round(false);
            return events();
        }));
    }

    private Flux<TurnEvent> round() {
        boolean handsBack = limit != null;
        if (!handsBack && !continuation.goingOn()) {
            limit = spending.limit();
        }
        AnswerReader answer = new AnswerReader(
                transcript,
                model,
                new CallPieces(transcript, arguments, labels, limit == null),
                continuation.unfinished(),
                continuation.possible());
        return (limit == null || handsBack ? Flux.<TurnEvent>empty() : Flux.<TurnEvent>just(HandBack.progress(limit)))
                .concatWith(compaction.whenNeeded())
                .concatWith(compaction.ask(() -> model.client().stream(request()), answer::read))
                .doOnComplete(() -> asked.see(answer))
                .concatWith(Flux.defer(() -> tools.run(asked.ours(answer.calls()))))
                .concatWith(Flux.defer(() -> Flux.fromIterable(end(answer))))
                .doOnNext(spending::see);
    }

    private List<TurnEvent> end(AnswerReader answer) {
        if (asked.reached()) {
            answered = true;
            return List.of(new TurnEvent.LimitReached(Asked.MAX_OUTPUT_TOKENS));
        }
        boolean goesOn = continuation.goesOn(answer, limit == null);
        if (!answer.calls().isEmpty()) {
            // with a call of the caller's the turn is over: the output comes with the next one
            answered = asked.ours(answer.calls()).size() < answer.calls().size();
            spending.round(answer.calls().stream().anyMatch(PendingCall::cut));
            return List.of();
        }
        answered = !goesOn;
        List<TurnEvent> out =
                new ArrayList<>(goesOn || answer.saidAnything() ? continuation.events(answer) : forIt(answer));
        if (limit != null && answered) {
            out.add(new TurnEvent.LimitReached(limit.code()));
        }
        return out;
    }

    /** What is said for a model that says nothing though it should. */
    private List<TurnEvent> forIt(AnswerReader answer) {
        if (limit != null) {
            return transcript.say(HandBack.words(limit));
        }
        return answer.cut() ? transcript.say(Continuation.NOTHING_SAID) : List.of();
    }

    private ModelRequest request() {
        return new ModelRequest(
                model.model(),
                instructions,
                notices.onto(ModelView.of(transcript.items()), notice()),
                limit == null ? offered() : List.of(),
                context.reasoningEffort() == null ? settings.reasoningEffort() : context.reasoningEffort(),
                asked.tokensLeft(),
                context.options().temperature());
    }

    private List<ToolSpec> offered() {
        return Stream.concat(context.tools().stream(), context.options().functions().stream())
                .toList();
    }

    private String notice() {
        if (continuation.goingOn()) {
            return continuation.notice();
        }
        String list = TodoList.reminder(transcript.items(), arguments);
        return limit == null ? list : HandBack.notice(limit) + (list.isEmpty() ? "" : "\n" + list);
    }
}
