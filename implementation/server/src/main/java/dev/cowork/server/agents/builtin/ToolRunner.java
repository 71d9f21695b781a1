package dev.cowork.server.agents.builtin;

import dev.cowork.server.agent.AgentFailure;
import dev.cowork.server.agent.Tool;
import dev.cowork.server.agent.ToolCall;
import dev.cowork.server.agent.ToolResult;
import dev.cowork.server.agent.TurnContext;
import dev.cowork.server.agent.TurnEvent;
import dev.cowork.server.models.HeadAndTail;
import dev.cowork.server.platform.problems.Problem;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import tools.jackson.databind.JsonNode;

/** Runs the tool calls of one answer: side by side when none of them changes anything, else one after the other. */
final class ToolRunner {

    private static final Logger log = LoggerFactory.getLogger(ToolRunner.class);
    private static final int AT_ONCE = 4;
    private static final int LONGEST_SUMMARY = 500;

    private final TurnContext context;
    private final Transcript transcript;
    private final LongOutputs outputs;
    private final CallGate gate;
    private final Map<String, Tool> tools = new TreeMap<>();

    ToolRunner(TurnContext context, Transcript transcript, LongOutputs outputs, CallGate gate) {
        this.context = context;
        this.transcript = transcript;
        this.outputs = outputs;
        this.gate = gate;
        context.tools().forEach(tool -> tools.put(tool.name(), tool));
    }

    /** The events of the calls. When it completes, the outputs stand in the transcript in the order of the calls. */
    Flux<TurnEvent> run(List<PendingCall> calls) {
        Map<String, TurnEvent.ToolCallFinished> finished = new ConcurrentHashMap<>();
        boolean sideBySide = calls.stream().allMatch(this::changesNothing);
        return Flux.fromIterable(calls)
                .flatMap(call -> run(call, finished), sideBySide ? AT_ONCE : 1)
                .doOnComplete(() -> calls.forEach(call -> {
                    TurnEvent.ToolCallFinished done = finished.get(call.callId());
                    if (done != null) {
                        transcript.output(done.itemId(), done.callId(), done.output());
                    }
                }));
    }

    /** Whether a call waits for the person; the turn goes on with the answer. */
    boolean waits() {
        return gate.waits();
    }

    private boolean changesNothing(PendingCall call) {
        Tool tool = tools.get(call.name());
        return tool == null || tool.readOnly();
    }

    private Flux<TurnEvent> run(PendingCall call, Map<String, TurnEvent.ToolCallFinished> finished) {
        Tool tool = tools.get(call.name());
        JsonNode arguments = call.parsed();
        if (tool == null || arguments == null || call.cut()) {
            return work(call, finished, lines -> Mono.just(unusable(call)));
        }
        return Mono.defer(() -> gate.judge(tool, toolCall(call, arguments, line -> {})))
                .onErrorResume(
                        error -> !(error instanceof AgentFailure),
                        error -> failed(call, error).map(CallGate.Settled::new))
                .flatMapMany(passage -> switch (passage) {
                    case CallGate.Free free ->
                        work(
                                call,
                                finished,
                                lines -> tool.call(
                                        toolCall(call, arguments, lines::add).with(free.leave())));
                    case CallGate.Settled settled -> work(call, finished, lines -> Mono.just(settled.result()));
                    case CallGate.Waits waits -> Flux.just(waits.question());
                    case CallGate.Later ignored -> Flux.empty();
                });
    }

    private Flux<TurnEvent> work(
            PendingCall call,
            Map<String, TurnEvent.ToolCallFinished> finished,
            Function<ProgressLines, Mono<ToolResult>> what) {
        return Flux.defer(() -> {
            long start = System.nanoTime();
            String itemId = transcript.nextItemId();
            ProgressLines lines = new ProgressLines(Schedulers.parallel());
            Mono<TurnEvent> work = Mono.defer(() -> what.apply(lines))
                    .onErrorResume(error -> !(error instanceof AgentFailure), error -> failed(call, error))
                    .switchIfEmpty(Mono.fromSupplier(() -> ToolResult.failed(call.name() + " gave no result.")))
                    .flatMap(result -> outputs.fit(tools.get(call.name()), itemId, result))
                    .doOnNext(result -> finished.put(call.callId(), event(itemId, call, result, start)))
                    .doFinally(signal -> lines.close())
                    .then(Mono.empty());
            Flux<TurnEvent> progress =
                    lines.flux().map(line -> new TurnEvent.ToolProgress(call.callId(), call.name(), line));
            return Flux.merge(progress, work).concatWith(Mono.fromSupplier(() -> finished.get(call.callId())));
        });
    }

    private static TurnEvent.ToolCallFinished event(String itemId, PendingCall call, ToolResult result, long start) {
        return new TurnEvent.ToolCallFinished(
                itemId,
                call.callId(),
                call.name(),
                call.label(),
                result.ok(),
                result.output(),
                HeadAndTail.cut(result.summary(), LONGEST_SUMMARY),
                Duration.ofNanos(System.nanoTime() - start).toMillis(),
                call.itemId(),
                call.outputIndex(),
                call.arguments());
    }

    /** What is said of a call that was cut off, also to whoever reads the log again. */
    static String cutOff(String tool) {
        return "The call of " + tool + " was cut off because it was too long for one"
                + " answer, so nothing was done. Make it shorter, for example in several calls.";
    }

    private ToolResult unusable(PendingCall call) {
        if (call.cut()) {
            return ToolResult.failed(cutOff(call.name()));
        }
        if (call.parsed() == null) {
            return ToolResult.failed("The arguments of " + call.name() + " are no JSON object, so nothing was done.");
        }
        return ToolResult.failed("There is no tool " + call.name() + ". "
                + (tools.isEmpty()
                        ? "No tools are offered here."
                        : "The tools are: " + String.join(", ", tools.keySet()) + "."));
    }

    private ToolCall toolCall(PendingCall call, JsonNode arguments, Consumer<String> progress) {
        return new ToolCall(
                context.owner(),
                context.conversationId(),
                context.turnId(),
                call.callId(),
                context.folder(),
                arguments,
                progress);
    }

    private static Mono<ToolResult> failed(PendingCall call, Throwable error) {
        if (error instanceof Problem problem) {
            return Mono.just(ToolResult.failed(problem.detail()));
        }
        log.warn("The tool {} failed", call.name(), error);
        return Mono.just(ToolResult.failed(call.name() + " failed because of an internal error."));
    }
}
