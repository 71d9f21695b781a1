package dev.cowork.server.agents.builtin;

import dev.cowork.server.agent.TurnContext;
import dev.cowork.server.agent.TurnEvent;
import dev.cowork.server.models.ChosenModel;
import dev.cowork.server.models.ModelRequest;
import java.util.List;
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
    }

    Flux<TurnEvent> events() {
        return Flux.defer(this::round).repeat(() -> !answered && !tools.waits());
    }

    /** Runs what is left of the calls that were made before the turn waited, and goes on. */
    Flux<TurnEvent> resumed() {
        rounds = transcript.rounds();
        return Flux.defer(() -> tools.run(transcript.unfinished(arguments, labels)))
                .concatWith(Flux.defer(() -> tools.waits() ? Flux.empty() : events()));
    }

    private Flux<TurnEvent> round() {
        boolean last = rounds++ >= settings.maxToolRounds();
        AnswerReader answer = new AnswerReader(transcript, model, new CallPieces(transcript, arguments, labels, !last));
        return model.client().stream(request(last))
                .concatMapIterable(answer::read)
                .concatWith(Flux.defer(() -> tools.run(answer.calls())))
                .doOnComplete(() -> answered = answer.calls().isEmpty());
    }

    private ModelRequest request(boolean last) {
        return new ModelRequest(
                model.model(),
                SystemPrompt.of(context, last),
                transcript.items(),
                last ? List.of() : context.tools(),
                context.reasoningEffort() == null ? settings.reasoningEffort() : context.reasoningEffort());
    }
}
