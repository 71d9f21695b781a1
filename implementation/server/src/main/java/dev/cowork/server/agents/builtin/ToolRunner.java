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
    private static final int LONGEST_OUTPUT = 64 << 10;
    private static final int LONGEST_SUMMARY = 500;

    private final TurnContext context;
    private final Transcript transcript;
    private final Map<String, Tool> tools = new TreeMap<>();

    ToolRunner(TurnContext context, Transcript transcript) {
        this.context = context;
        this.transcript = transcript;
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

    private boolean changesNothing(PendingCall call) {
        Tool tool = tools.get(call.name());
        return tool == null || tool.readOnly();
    }

    private Flux<TurnEvent> run(PendingCall call, Map<String, TurnEvent.ToolCallFinished> finished) {
        return Flux.defer(() -> {
            long start = System.nanoTime();
            String itemId = transcript.nextItemId();
            ProgressLines lines = new ProgressLines(Schedulers.parallel());
            Mono<TurnEvent> work = result(call, lines)
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
                HeadAndTail.cut(result.output(), LONGEST_OUTPUT),
                HeadAndTail.cut(result.summary(), LONGEST_SUMMARY),
                Duration.ofNanos(System.nanoTime() - start).toMillis());
    }

    private Mono<ToolResult> result(PendingCall call, ProgressLines lines) {
        JsonNode arguments = call.parsed();
        if (call.cut()) {
            return Mono.just(
                    ToolResult.failed("The call of " + call.name() + " was cut off because it was too long for one"
                            + " answer, so nothing was done. Make it shorter, for example in several calls."));
        }
        if (arguments == null) {
            return Mono.just(
                    ToolResult.failed("The arguments of " + call.name() + " are no JSON object, so nothing was done."));
        }
        Tool tool = tools.get(call.name());
        if (tool == null) {
            return Mono.just(ToolResult.failed("There is no tool " + call.name() + ". "
                    + (tools.isEmpty()
                            ? "No tools are offered here."
                            : "The tools are: " + String.join(", ", tools.keySet()) + ".")));
        }
        ToolCall toolCall = new ToolCall(
                context.owner(),
                context.conversationId(),
                context.turnId(),
                call.callId(),
                context.folder(),
                arguments,
                lines::add);
        return Mono.defer(() -> tool.call(toolCall))
                .onErrorResume(error -> !(error instanceof AgentFailure), error -> failed(call, error))
                .switchIfEmpty(Mono.fromSupplier(() -> ToolResult.failed(call.name() + " gave no result.")));
    }

    private static Mono<ToolResult> failed(PendingCall call, Throwable error) {
        if (error instanceof Problem problem) {
            return Mono.just(ToolResult.failed(problem.detail()));
        }
        log.warn("The tool {} failed", call.name(), error);
        return Mono.just(ToolResult.failed(call.name() + " failed because of an internal error."));
    }
}
