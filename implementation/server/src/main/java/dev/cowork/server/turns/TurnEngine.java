package dev.cowork.server.turns;

import dev.cowork.server.agent.Agent;
import dev.cowork.server.agent.AgentFailure;
import dev.cowork.server.agent.PastEvent;
import dev.cowork.server.agent.TurnContext;
import dev.cowork.server.agent.TurnEvent;
import dev.cowork.server.journal.StreamWriter;
import dev.cowork.server.settings.SettingsService;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.util.retry.Retry;

/** Runs turns: one {@link TurnRun} for each open one, detached from every connection. */
@Component
class TurnEngine implements TurnEnder {

    /** The agent that answers when neither a request nor the settings name one we have. */
    static final String USUAL_AGENT = "anton";

    /** How long an agent may think about which model it would take. */
    static final Duration CHOICE = Duration.ofSeconds(4);

    /** Stop answers before its frame leaves: the client that pressed it must read the saved answer first. */
    static final Duration CANCEL_FRAME_DELAY = Duration.ofMillis(200);

    private static final Logger log = LoggerFactory.getLogger(TurnEngine.class);

    private final Map<String, Agent> agents;
    private final TurnContexts contexts;
    private final TurnBatch batch;
    private final QuestionRepository questions;
    private final TurnCloser closer;
    private final SettingsService settings;
    private final LogSoFar logs;
    private final ConcurrentHashMap<String, TurnRun> runs = new ConcurrentHashMap<>();
    private volatile boolean stopping;

    TurnEngine(
            List<Agent> agents,
            TurnContexts contexts,
            TurnBatch batch,
            QuestionRepository questions,
            TurnCloser closer,
            SettingsService settings,
            LogSoFar logs) {
        this.agents = agents.stream().collect(Collectors.toUnmodifiableMap(Agent::id, Function.identity()));
        this.contexts = contexts;
        this.batch = batch;
        this.questions = questions;
        this.closer = closer;
        this.settings = settings;
        this.logs = logs;
    }

    /** The agent a request gets: the one it names if we have it, else the one of the settings, else the usual one. */
    Mono<String> agentFor(String owner, @Nullable String named) {
        return named != null && agents.containsKey(named)
                ? Mono.just(named)
                : settings.values(owner)
                        .mapNotNull(values -> values.get("harness"))
                        .filter(agents::containsKey)
                        .defaultIfEmpty(USUAL_AGENT);
    }

    /** Whether a tool of ours has this name. */
    boolean isTool(String name) {
        return contexts.isTool(name);
    }

    /** The model that an agent would answer with; empty when it does not say so soon. */
    Mono<String> modelOf(String agent, String owner, @Nullable String requested) {
        Agent chosen = agents.get(agent);
        return chosen == null
                ? Mono.empty()
                : chosen.model(owner, requested).timeout(CHOICE).onErrorResume(unsaid -> Mono.empty());
    }

    /** Takes an open turn into memory, so that it can be stopped from now on. */
    TurnRun take(Turn turn, StreamWriter<TurnEvent> writer, Transcript said) {
        TurnRun run = new TurnRun(turn, writer, said, batch, this, this::resume);
        runs.put(turn.id(), run);
        return run;
    }

    /** Forgets a turn whose start was rolled back. */
    void drop(String turnId) {
        TurnRun run = runs.remove(turnId);
        if (run != null) {
            run.writer().release();
        }
    }

    @Nullable
    TurnRun find(String turnId) {
        return runs.get(turnId);
    }

    Collection<TurnRun> open() {
        return List.copyOf(runs.values());
    }

    /** Lets the agent of a turn that has just been started work; its log says already that it runs. */
    void launch(TurnRun run, TurnContexts.AtHand atHand) {
        run.firstEvents().then(() -> work(run, contexts.of(run, atHand)));
    }

    /** Lets the agent of a turn that has waited work, as soon as others may see the turn. */
    void launch(TurnRun run) {
        run.firstEvents().then(() -> {
            if (!stopping) {
                run.say(new TurnEvent.Started(run.turn().model()));
            }
            work(run, contexts.of(run, List.of()));
        });
    }

    private void work(TurnRun run, Mono<TurnContext> context) {
        if (!stopping) {
            run.run(context.flatMapMany(known -> agent(run).run(known)).publishOn(Schedulers.parallel()));
        }
    }

    /**
     * Goes on with a turn of which all is answered.
     *
     * @return false when the server is about to end: the next start goes on with it
     */
    private boolean resume(TurnRun run) {
        if (stopping) {
            return false;
        }
        run.say(new TurnEvent.Started(run.turn().model()));
        run.run(questions
                .ofTurn(run.turn())
                .collectList()
                .flatMapMany(asked -> contexts.of(run, asked)
                        .flatMapMany(known -> agent(run).resume(known, answers(asked), past(run.turn()))))
                .publishOn(Schedulers.parallel()));
        return true;
    }

    private static List<TurnEvent.Answered> answers(List<StoredQuestion> asked) {
        return asked.stream()
                .flatMap(question -> Stream.ofNullable(question.answer()))
                .toList();
    }

    private Flux<PastEvent> past(Turn turn) {
        return logs.of(turn).map(entry -> new PastEvent(entry.event(), entry.at()));
    }

    private Agent agent(TurnRun run) {
        Agent agent = agents.get(run.turn().harness());
        if (agent == null) {
            throw new AgentFailure("agent_missing", "The agent of this conversation is not installed.");
        }
        return agent;
    }

    @Override
    public Mono<Void> end(TurnRun run, EndingReason reason) {
        return close(run, run.said(), reason)
                .onErrorResume(error -> !StorageProblem.mayPass(error), error -> {
                    log.error(
                            "Turn {} is ended without its last words",
                            run.turn().id(),
                            error);
                    return close(run, new Transcript(run.turn().inputs()), reason);
                })
                .doOnNext(closed -> ended(run, reason, closed))
                // somebody else has ended it, or it was deleted
                .switchIfEmpty(Mono.fromRunnable(run.writer()::abandon))
                .doFinally(signal -> runs.remove(run.turn().id(), run))
                .then();
    }

    @Override
    public Mono<Void> endWith(TurnRun run, EndingReason reason, List<TurnEvent> lastWords) {
        return closer.close(run.turn(), run.writer(), run.said(), lastWords, reason, !stopping)
                .flatMap(closed -> Mono.fromRunnable(() -> ended(run, reason, closed))
                        // it is durable: an error here must not have the last words written behind the end
                        .doOnError(error ->
                                log.error("After the end of turn {}", run.turn().id(), error))
                        .onErrorComplete()
                        .thenReturn(closed))
                .switchIfEmpty(Mono.fromRunnable(run.writer()::abandon))
                .doOnSuccess(closed -> runs.remove(run.turn().id(), run))
                .then();
    }

    /** Tries until it can be written; meanwhile readers are told that it cannot. */
    private Mono<TurnCloser.Closed> close(TurnRun run, Transcript said, EndingReason reason) {
        return closer.close(run.turn(), run.writer(), said, List.of(), reason, !stopping)
                .doOnError(error -> run.writer().failReaders(StorageProblem.of(error)))
                .retryWhen(Retry.backoff(Long.MAX_VALUE, Duration.ofMillis(500))
                        .maxBackoff(Duration.ofSeconds(10))
                        .filter(StorageProblem::mayPass)
                        .doBeforeRetry(again -> log.warn(
                                "Turn {} cannot be ended yet", run.turn().id(), again.failure())));
    }

    /**
     * Ends a turn that is open in the database and that nobody runs.
     *
     * @param takeNext whether the conversation's next turn may begin; it must have been taken into memory
     */
    Mono<Boolean> endOrphan(
            Turn turn, StreamWriter<TurnEvent> writer, Transcript said, EndingReason reason, boolean takeNext) {
        return closer.close(turn, writer, said, List.of(), reason, takeNext && !stopping)
                .doOnNext(closed -> {
                    writer.publish(closed.entries());
                    launchNext(closed);
                })
                .map(closed -> true)
                .switchIfEmpty(Mono.fromSupplier(() -> {
                    writer.release();
                    return false;
                }))
                .doOnError(error -> writer.release());
    }

    private void ended(TurnRun run, EndingReason reason, TurnCloser.Closed closed) {
        if (reason.state() == TurnState.CANCELLED && !stopping) {
            Mono.delay(CANCEL_FRAME_DELAY).subscribe(later -> run.writer().publish(closed.entries()));
        } else {
            run.writer().publish(closed.entries());
        }
        launchNext(closed);
    }

    private void launchNext(TurnCloser.Closed closed) {
        Turn next = closed.next();
        if (next != null) {
            TurnRun waiting = runs.get(next.id());
            if (waiting != null) {
                launch(waiting);
            }
        }
    }

    /** Lets nothing new begin and ends what runs, as interrupted; queued and waiting turns stay so for the next start. */
    Mono<Void> stopAll() {
        stopping = true;
        return Flux.fromIterable(open())
                .filter(run -> run.running() && !run.waiting())
                .flatMap(run -> run.end(EndingReason.INTERRUPTED), 64)
                .then();
    }
}
