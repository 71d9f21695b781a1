package dev.cowork.server.agents.builtin;

import dev.cowork.server.agent.Agent;
import dev.cowork.server.agent.PastEvent;
import dev.cowork.server.agent.TurnContext;
import dev.cowork.server.agent.TurnEvent;
import dev.cowork.server.agent.WholeOutputs;
import dev.cowork.server.models.ChosenModel;
import dev.cowork.server.models.ModelSettings;
import dev.cowork.server.models.Models;
import dev.cowork.server.platform.ids.Ids;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/** The agent that is always there. */
@Component
final class BuiltinAgent implements Agent {

    private final Models models;
    private final ModelSettings settings;
    private final Ids ids;
    private final Clock clock;
    private final JsonMapper mapper;
    private final WholeOutputs outputs;
    private final NoticeKeys keys = new NoticeKeys();

    BuiltinAgent(Models models, ModelSettings settings, Ids ids, Clock clock, JsonMapper mapper, WholeOutputs outputs) {
        this.models = models;
        this.settings = settings;
        this.ids = ids;
        this.clock = clock;
        this.mapper = mapper;
        this.outputs = outputs;
    }

    @Override
    public String id() {
        return "anton";
    }

    @Override
    public String label() {
        return "Anton";
    }

    @Override
    public Mono<String> model(String owner, @Nullable String requested) {
        return models.choose(owner, requested).map(ChosenModel::model);
    }

    @Override
    public Flux<TurnEvent> run(TurnContext context) {
        return loop(context, List.of()).flatMapMany(TurnLoop::events).takeUntilOther(context.stopped());
    }

    @Override
    public Flux<TurnEvent> resume(TurnContext context, List<TurnEvent.Answered> answers, Flux<PastEvent> past) {
        return loop(context, answers).flatMapMany(loop -> loop.resumed(past)).takeUntilOther(context.stopped());
    }

    private Mono<TurnLoop> loop(TurnContext context, List<TurnEvent.Answered> answers) {
        return models.choose(context.owner(), context.model())
                .zipWith(settings.values(context.owner()).map(TurnSettings::of))
                .map(chosen -> loop(context, answers, chosen.getT1(), chosen.getT2()));
    }

    private TurnLoop loop(
            TurnContext context, List<TurnEvent.Answered> answers, ChosenModel model, TurnSettings chosen) {
        Transcript transcript = new Transcript(context, model, ids, clock);
        Budgets budgets = model.rehearsed()
                ? Budgets.rehearsed(chosen.maxToolRounds())
                : Budgets.of(chosen.maxToolRounds(), chosen.maxTokens());
        Notices notices = keys.notices(context.conversationId());
        String instructions =
                SystemPrompt.of(context, notices, LocalDate.ofInstant(clock.instant(), ZoneId.systemDefault()));
        return new TurnLoop(
                context,
                model,
                chosen,
                transcript,
                new ToolRunner(
                        context,
                        transcript,
                        new LongOutputs(context.folder(), outputs),
                        new CallGate(context, answers, transcript, ids)),
                new CallArguments(mapper),
                notices,
                instructions,
                new Spending(budgets, System::nanoTime),
                compaction(context, model, transcript, instructions));
    }

    private Compaction compaction(TurnContext context, ChosenModel model, Transcript transcript, String instructions) {
        return new Compaction(
                transcript,
                new RecordWriter(models.fast(context.owner())),
                model,
                Weight.fixed(instructions, context.tools()));
    }
}
