package dev.cowork.server.v1.responses;

import dev.cowork.api.v1.model.IncompleteDetails;
import dev.cowork.api.v1.model.InputTokensDetails;
import dev.cowork.api.v1.model.OutputMessage;
import dev.cowork.api.v1.model.OutputMessageContent;
import dev.cowork.api.v1.model.OutputText;
import dev.cowork.api.v1.model.OutputTokensDetails;
import dev.cowork.api.v1.model.Response;
import dev.cowork.api.v1.model.ResponseError;
import dev.cowork.api.v1.model.ResponseObject;
import dev.cowork.api.v1.model.Usage;
import dev.cowork.server.agent.TurnEvent;
import dev.cowork.server.platform.time.Times;
import dev.cowork.server.turns.Turn;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The response object of frames and of one-shot answers, made from a turn and, once there is one, its ending. */
final class ResponseObjects {

    /** Named when no other model is known: the configured one. */
    private static final String CONFIGURED = "anton";

    private ResponseObjects() {}

    /** The object of a frame before the end. */
    static ResponseObject open(Turn turn, String status) {
        return object(turn, status, null);
    }

    /** The object of a terminal frame. */
    static ResponseObject ended(Turn turn, TurnEvent.Ending ending) {
        return object(turn, status(ending), ending);
    }

    /** The one-shot answer. */
    static Response oneShot(Turn turn, TurnEvent.Ending ending) {
        return Response.builder()
                .id(turn.id())
                .object("response")
                .conversationId(turn.conversationId())
                .input(turn.inputText())
                .output(ending.output().stream()
                        .map(message -> new OutputText("text", message.text()))
                        .toList())
                .status(status(ending))
                .model(model(turn, ending))
                .usage(usage(ending.usage()))
                .error(error(ending))
                .incompleteDetails(incomplete(ending))
                .createdAt(Times.utc(turn.createdAt()))
                .build();
    }

    private static ResponseObject object(Turn turn, String status, TurnEvent.@Nullable Ending ending) {
        return ResponseObject.builder()
                .id(turn.id())
                .object("response")
                .createdAt(Times.utc(turn.createdAt()))
                .status(status)
                .error(error(ending))
                .incompleteDetails(incomplete(ending))
                .model(model(turn, ending))
                .output(ending == null ? List.of() : output(ending))
                .usage(ending == null ? null : usage(ending.usage()))
                .conversationId(turn.conversationId())
                .input(turn.inputText())
                .build();
    }

    private static String status(TurnEvent.Ending ending) {
        return switch (ending) {
            case TurnEvent.Completed ignored -> "completed";
            case TurnEvent.Failed ignored -> "failed";
            case TurnEvent.Cancelled ignored -> "cancelled";
            case TurnEvent.Interrupted ignored -> "incomplete";
        };
    }

    private static String model(Turn turn, TurnEvent.@Nullable Ending ending) {
        String used = ending == null ? null : ending.model();
        return Objects.requireNonNullElse(used == null ? turn.model() : used, CONFIGURED);
    }

    private static List<OutputMessage> output(TurnEvent.Ending ending) {
        String status = ending instanceof TurnEvent.Completed ? "completed" : "incomplete";
        return ending.output().stream()
                .map(message -> OutputMessage.builder()
                        .type("message")
                        .id(message.itemId())
                        .status(status)
                        .role("assistant")
                        .content(List.of(new OutputMessageContent("output_text", message.text(), List.of())))
                        .build())
                .toList();
    }

    private static @Nullable Usage usage(TurnEvent.@Nullable TurnUsage usage) {
        if (usage == null || usage.inputTokens() == null || usage.outputTokens() == null) {
            return null;
        }
        return Usage.builder()
                .inputTokens(usage.inputTokens())
                .inputTokensDetails(new InputTokensDetails(Objects.requireNonNullElse(usage.cachedTokens(), 0L)))
                .outputTokens(usage.outputTokens())
                .outputTokensDetails(new OutputTokensDetails(Objects.requireNonNullElse(usage.reasoningTokens(), 0L)))
                .totalTokens(usage.inputTokens() + usage.outputTokens())
                .build();
    }

    private static @Nullable ResponseError error(TurnEvent.@Nullable Ending ending) {
        return ending instanceof TurnEvent.Failed failed ? new ResponseError(failed.code(), failed.message()) : null;
    }

    private static @Nullable IncompleteDetails incomplete(TurnEvent.@Nullable Ending ending) {
        String reason = switch (ending) {
            case TurnEvent.Interrupted ignored -> "interrupted";
            case TurnEvent.Completed completed -> completed.limit();
            case null, default -> null;
        };
        return reason == null ? null : new IncompleteDetails(reason);
    }
}
