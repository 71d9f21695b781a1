package dev.cowork.server.agents.builtin;

import dev.cowork.server.agent.ToolSpec;
import dev.cowork.server.agent.TurnContext;
import dev.cowork.server.agent.TurnEvent;
import dev.cowork.server.models.ChosenModel;
import dev.cowork.server.models.ModelRequest;
import java.util.List;
import java.util.stream.Stream;
import reactor.core.publisher.Flux;

/** Asks the model and runs its tools, until it answers without calling one or has used up its rounds. */
final class TurnLoop {

    private final TurnContext context;
    private final ChosenModel model;
    private final TurnSettings settings;
    private final Transcript transcript;
    private final ToolRunner tools;
    private final CallArguments arguments;
    private final Labels labels;
    private final Asked asked;
    private int rounds;
    private boolean answered;

    TurnLoop(
            TurnContext context,
            ChosenModel model,
            TurnSettings settings,
            Transcript transcript,
            ToolRunner tools,
            CallArguments arguments) {
        this.context = context;
        this.model = model;
        this.settings = settings;
        this.transcript = transcript;
        this.tools = tools;
        this.arguments = arguments;
        this.labels = new Labels(context.tools());
        this.asked = new Asked(context.options());
    }

    Flux<TurnEvent> events() {
        return Flux.defer(this::round).repeat(() -> !answered);
    }

    private Flux<TurnEvent> round() {
        boolean last = rounds++ >= settings.maxToolRounds();
        AnswerReader answer = new AnswerReader(transcript, model, new CallPieces(transcript, arguments, labels, !last));
        return model.client().stream(request(last))
                .concatMapIterable(answer::read)
                .concatWith(Flux.defer(() -> calls(answer)));
    }

    /** Runs the calls that are ours. With a call of the caller's the turn is over: its output comes with the next one. */
    private Flux<TurnEvent> calls(AnswerReader answer) {
        String limit = asked.limit(answer);
        List<PendingCall> ours = asked.ours(answer.calls());
        answered = limit != null || ours.isEmpty() || ours.size() < answer.calls().size();
        return limit == null ? tools.run(ours) : Flux.just(new TurnEvent.LimitReached(limit));
    }

    private ModelRequest request(boolean last) {
        return new ModelRequest(
                model.model(),
                SystemPrompt.of(context, last),
                transcript.items(),
                last ? List.of() : offered(),
                context.reasoningEffort() == null ? settings.reasoningEffort() : context.reasoningEffort(),
                asked.tokensLeft(),
                context.options().temperature());
    }

    private List<ToolSpec> offered() {
        return Stream.concat(context.tools().stream(), context.options().functions().stream())
                .toList();
    }
}
