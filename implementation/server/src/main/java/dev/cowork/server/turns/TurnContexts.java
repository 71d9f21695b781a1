package dev.cowork.server.turns;

import dev.cowork.server.agent.AgentFailure;
import dev.cowork.server.agent.Item;
import dev.cowork.server.agent.Permits;
import dev.cowork.server.agent.Tool;
import dev.cowork.server.agent.ToolSource;
import dev.cowork.server.agent.TurnContext;
import dev.cowork.server.agent.TurnEvent;
import dev.cowork.server.agent.TurnOptions;
import dev.cowork.server.conversations.Conversation;
import dev.cowork.server.conversations.ConversationService;
import dev.cowork.server.conversations.ItemStore;
import dev.cowork.server.permissions.PermissionService;
import dev.cowork.server.platform.problems.Problem;
import dev.cowork.server.projects.ProjectService;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Puts together what an agent may know of the turn that it answers. */
@Component
class TurnContexts {

    /** The most items of earlier turns that an agent is given, the newest ones. */
    static final int HISTORY_ITEMS = 2000;

    /** How long a turn waits for tools that are not known yet. */
    static final Duration TOOLS = Duration.ofSeconds(6);

    private static final Logger log = LoggerFactory.getLogger(TurnContexts.class);

    private final List<Tool> tools;
    private final List<ToolSource> sources;
    private final ConversationService conversations;
    private final ProjectService projects;
    private final ItemStore items;
    private final TurnDetailsRepository details;
    private final PermissionService permissions;

    TurnContexts(
            List<Tool> tools,
            List<ToolSource> sources,
            ConversationService conversations,
            ProjectService projects,
            ItemStore items,
            TurnDetailsRepository details,
            PermissionService permissions) {
        this.tools = List.copyOf(tools);
        this.sources = List.copyOf(sources);
        this.conversations = conversations;
        this.projects = projects;
        this.items = items;
        this.details = details;
        this.permissions = permissions;
    }

    /** Whether a tool of ours has this name. */
    boolean isTool(String name) {
        return tools.stream().anyMatch(tool -> tool.name().equals(name));
    }

    /**
     * What the start of a turn has just read and written, so that running it need not read it again.
     *
     * @param conversation the turn's conversation
     * @param input the items that started the turn, and all that it has done since when it goes on
     * @param options how it is to be answered
     */
    record AtHand(Conversation conversation, List<Item> input, TurnOptions options) {}

    /**
     * For a turn that has waited, in the queue or for a person: everything is read as it is now.
     *
     * @param questions what it has asked so far, with the answers
     */
    Mono<TurnContext> of(TurnRun run, List<StoredQuestion> questions) {
        Turn turn = run.turn();
        return Mono.zip(
                        conversations.require(turn.owner(), turn.conversationId()),
                        items.ofTurn(turn.no()),
                        details.read(turn.owner(), turn.no()))
                .map(read -> new AtHand(read.getT1(), read.getT2(), read.getT3().options()))
                .flatMap(atHand -> of(run, atHand, questions))
                .onErrorMap(Problem.class, problem -> new AgentFailure(problem.code(), problem.detail()));
    }

    /** For a turn that has just been started. */
    Mono<TurnContext> of(TurnRun run, AtHand atHand) {
        return of(run, atHand, List.of());
    }

    private Mono<TurnContext> of(TurnRun run, AtHand atHand, List<StoredQuestion> questions) {
        Turn turn = run.turn();
        Conversation.ProjectRef project = atHand.conversation().project();
        Mono<List<Item>> history = turn.ordinal() == 0
                ? Mono.just(List.of())
                : items.before(turn.owner(), turn.conversationNo(), turn.no(), turn.ordinal(), HISTORY_ITEMS);
        return Mono.zip(projects.folder(Path.of(project.path()), project.external()), history)
                .flatMap(both -> tools(run, both.getT1(), LeaveInTurn.of(permits(run, atHand), questions))
                        .map(found -> context(run, atHand, both.getT1(), both.getT2(), found)))
                .onErrorMap(Problem.class, problem -> new AgentFailure(problem.code(), problem.detail()));
    }

    /** All tools of the turn; a source that hangs or fails adds none, and one whose names are taken adds no others of that name. */
    private Mono<List<Tool>> tools(TurnRun run, Path folder, Permits permits) {
        return Flux.fromIterable(sources)
                .flatMapSequential(source -> source.offer(run.turn().owner(), folder, permits)
                        .timeout(TOOLS)
                        .doOnError(error -> log.warn("A source of tools failed", error))
                        .onErrorReturn(ToolSource.Offer.NONE))
                .takeUntilOther(run.stopped())
                .doOnNext(
                        offer -> offer.notices().forEach(notice -> run.say(new TurnEvent.Progress("context", notice))))
                .concatMapIterable(ToolSource.Offer::tools)
                .collectList()
                .map(this::joined);
    }

    private Permits permits(TurnRun run, AtHand atHand) {
        return permissions.permits(
                run.turn().owner(), atHand.conversation().project().no());
    }

    private List<Tool> joined(List<Tool> found) {
        if (found.isEmpty()) {
            return tools;
        }
        List<Tool> all = new ArrayList<>(tools);
        Set<String> names = new HashSet<>();
        tools.forEach(tool -> names.add(tool.name()));
        found.stream().filter(tool -> names.add(tool.name())).forEach(all::add);
        return all;
    }

    private TurnContext context(TurnRun run, AtHand atHand, Path folder, List<Item> history, List<Tool> offered) {
        Turn turn = run.turn();
        return new TurnContext(
                turn.owner(),
                turn.conversationId(),
                turn.id(),
                folder,
                turn.requestedModel(),
                turn.reasoningEffort(),
                atHand.options(),
                atHand.conversation().goal(),
                history,
                atHand.input(),
                turn.assistantItemId(),
                // the caller's own functions go before what was found
                offered.stream()
                        .filter(tool -> !atHand.options().isFunction(tool.name()))
                        .toList(),
                permits(run, atHand),
                run.stopped());
    }
}
