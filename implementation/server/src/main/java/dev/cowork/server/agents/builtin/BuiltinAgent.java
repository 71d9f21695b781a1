package dev.cowork.server.agents.builtin;

import dev.cowork.server.agent.Agent;
import dev.cowork.server.agent.TurnContext;
import dev.cowork.server.agent.TurnEvent;
import dev.cowork.server.models.ChosenModel;
import dev.cowork.server.models.ModelSettings;
import dev.cowork.server.models.Models;
import dev.cowork.server.platform.ids.Ids;
import java.time.Clock;
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
    private final NoticeKeys keys = new NoticeKeys();

    BuiltinAgent(Models models, ModelSettings settings, Ids ids, Clock clock, JsonMapper mapper) {
        this.models = models;
        this.settings = settings;
        this.ids = ids;
        this.clock = clock;
        this.mapper = mapper;
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
        return models.choose(context.owner(), context.model())
                .zipWith(settings.values(context.owner()).map(TurnSettings::of))
                .flatMapMany(
                        chosen -> loop(context, chosen.getT1(), chosen.getT2()).events())
                .takeUntilOther(context.stopped());
    }

    private TurnLoop loop(TurnContext context, ChosenModel model, TurnSettings chosen) {
        Transcript transcript = new Transcript(context, model, ids, clock);
        Budgets budgets =
                model.rehearsed() ? Budgets.rehearsed(chosen.maxToolRounds()) : Budgets.of(chosen.maxToolRounds());
        Notices notices = keys.notices(context.conversationId());
        return new TurnLoop(
                context,
                model,
                chosen,
                transcript,
                new ToolRunner(context, transcript),
                new CallArguments(mapper),
                notices,
                new Spending(budgets, System::nanoTime),
                compaction(context, model, transcript, notices));
    }

    private Compaction compaction(TurnContext context, ChosenModel model, Transcript transcript, Notices notices) {
        return new Compaction(
                transcript,
                new RecordWriter(models.fast(context.owner())),
                model,
                Weight.fixed(SystemPrompt.of(context, notices), context.tools()));
    }
}
