package dev.cowork.server.openai.responses;

import dev.cowork.api.openai.model.ConversationReference;
import dev.cowork.api.openai.model.IncompleteDetails;
import dev.cowork.api.openai.model.InputTokensDetails;
import dev.cowork.api.openai.model.OutputItem;
import dev.cowork.api.openai.model.OutputTokensDetails;
import dev.cowork.api.openai.model.Response;
import dev.cowork.api.openai.model.ResponseError;
import dev.cowork.api.openai.model.TextFormat;
import dev.cowork.api.openai.model.TextOptions;
import dev.cowork.api.openai.model.Usage;
import dev.cowork.server.agent.TurnEvent;
import dev.cowork.server.agent.TurnOptions;
import dev.cowork.server.turns.Turn;
import dev.cowork.server.turns.TurnDetails;
import dev.cowork.server.turns.TurnReport;
import dev.cowork.server.turns.TurnState;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The official response object, made from a turn, what its request said and, once there is one, its ending. */
@Component("openAiResponseObjects")
class ResponseObjects {

    /** The one limit that has an official reason. */
    private static final String MAX_OUTPUT_TOKENS = "max_output_tokens";

    /** Named when no other model is known: the configured one. */
    private static final String CONFIGURED = "anton";

    private static final long MICROS = 1_000_000;

    private final JsonMapper json;

    ResponseObjects(JsonMapper json) {
        this.json = json;
    }

    /** The object of a frame before the end. */
    Response open(Turn turn, TurnDetails details, String status) {
        return response(turn, details).status(status).output(List.of()).build();
    }

    /** The object of the last frame. */
    Response ended(TurnReport report, TurnEvent.Ending ending, long endedAt) {
        return response(report.turn(), report.details(), ending, endedAt)
                .status(status(ending))
                .output(output(report))
                .build();
    }

    /** The object as it is now. */
    Response current(TurnReport report) {
        Turn turn = report.turn();
        TurnEvent.Ending ending = report.ending();
        if (ending == null) {
            return response(turn, report.details())
                    .status(turn.state() == TurnState.QUEUED ? "queued" : OutputItems.IN_PROGRESS)
                    .output(output(report))
                    .build();
        }
        Long finished = turn.finishedAt();
        return response(turn, report.details(), ending, finished == null ? turn.createdAt() : finished)
                .status(ending instanceof TurnEvent.Cancelled ? "cancelled" : status(ending))
                .output(output(report))
                .build();
    }

    private static List<OutputItem> output(TurnReport report) {
        return OutputItems.of(report.output(), report.details().options()::isFunction);
    }

    private Response.Builder response(Turn turn, TurnDetails details, TurnEvent.Ending ending, long endedAt) {
        String model = ending.model();
        Response.Builder response = response(turn, details)
                .error(error(ending))
                .incompleteDetails(incomplete(ending))
                .completedAt(isComplete(ending) ? Long.valueOf(endedAt / MICROS) : null)
                .usage(usage(ending.usage()));
        return model == null ? response : response.model(model);
    }

    private Response.Builder response(Turn turn, TurnDetails details) {
        TurnOptions options = details.options();
        Particulars particulars = particulars(details.particulars());
        return Response.builder()
                .id(turn.id())
                .createdAt(turn.createdAt() / MICROS)
                .background(false)
                .conversation(new ConversationReference(turn.conversationId()))
                .instructions(options.instructions())
                .maxOutputTokens(options.maxOutputTokens())
                .metadata(details.metadata())
                .model(Objects.requireNonNullElse(turn.model(), CONFIGURED))
                .parallelToolCalls(true)
                .previousResponseId(particulars.previousResponseId())
                .store(particulars.store())
                .temperature(options.temperature())
                .text(new TextOptions(TextFormat.builder().build()))
                .tools(particulars.tools());
    }

    private Particulars particulars(@Nullable JsonNode kept) {
        return kept == null ? Particulars.NONE : json.treeToValue(kept, Particulars.class);
    }

    private static boolean isComplete(TurnEvent.Ending ending) {
        return ending instanceof TurnEvent.Completed completed && completed.limit() == null;
    }

    /** As the last frame says it: what was stopped or interrupted is incomplete there. */
    static String status(TurnEvent.Ending ending) {
        if (ending instanceof TurnEvent.Failed) {
            return OutputItems.FAILED;
        }
        return isComplete(ending) ? OutputItems.COMPLETED : OutputItems.INCOMPLETE;
    }

    /** Official codes are few; the sentence says the rest. */
    private static @Nullable ResponseError error(TurnEvent.Ending ending) {
        if (!(ending instanceof TurnEvent.Failed failed)) {
            return null;
        }
        String code = switch (failed.code()) {
            case "rate_limited", "included_allowance_exhausted", "free_serving_paused" -> "rate_limit_exceeded";
            case "token_limit", "content_too_large" -> "invalid_prompt";
            default -> "server_error";
        };
        return new ResponseError(code, failed.message());
    }

    private static @Nullable IncompleteDetails incomplete(TurnEvent.Ending ending) {
        return ending instanceof TurnEvent.Completed completed && MAX_OUTPUT_TOKENS.equals(completed.limit())
                ? new IncompleteDetails(MAX_OUTPUT_TOKENS)
                : null;
    }

    private static @Nullable Usage usage(TurnEvent.@Nullable TurnUsage usage) {
        if (usage == null || usage.inputTokens() == null || usage.outputTokens() == null) {
            return null;
        }
        return Usage.builder()
                .inputTokens(usage.inputTokens())
                .inputTokensDetails(new InputTokensDetails(Objects.requireNonNullElse(usage.cachedTokens(), 0L), 0L))
                .outputTokens(usage.outputTokens())
                .outputTokensDetails(new OutputTokensDetails(Objects.requireNonNullElse(usage.reasoningTokens(), 0L)))
                .totalTokens(usage.inputTokens() + usage.outputTokens())
                .build();
    }
}
