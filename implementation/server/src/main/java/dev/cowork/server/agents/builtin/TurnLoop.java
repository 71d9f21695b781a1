package dev.cowork.server.agents.builtin;

import dev.cowork.server.agent.ToolSpec;
import dev.cowork.server.agent.TurnContext;
import dev.cowork.server.agent.TurnEvent;
import dev.cowork.server.models.ChosenModel;
import dev.cowork.server.models.ModelRequest;
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
        this.spending = spending;
        this.compaction = compaction;
        this.asked = new Asked(context.options());
        this.continuation = new Continuation(asked.limited() ? 0 : settings.maxContinuations());
    }

    Flux<TurnEvent> events() {
        return Flux.defer(this::round).repeat(() -> !answered);
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
        if (goesOn || answer.saidAnything()) {
            return continuation.events(answer);
        }
        if (limit != null) {
            return transcript.say(HandBack.words(limit));
        }
        return answer.cut() ? transcript.say(Continuation.NOTHING_SAID) : List.of();
    }

    private ModelRequest request() {
        String notice = continuation.goingOn() || limit == null ? continuation.notice() : HandBack.notice(limit);
        return new ModelRequest(
                model.model(),
                SystemPrompt.of(context, notices),
                notices.onto(ModelView.of(transcript.items()), notice),
                limit == null ? offered() : List.of(),
                context.reasoningEffort() == null ? settings.reasoningEffort() : context.reasoningEffort(),
                asked.tokensLeft(),
                context.options().temperature());
    }

    private List<ToolSpec> offered() {
        return Stream.concat(context.tools().stream(), context.options().functions().stream())
                .toList();
    }
}
