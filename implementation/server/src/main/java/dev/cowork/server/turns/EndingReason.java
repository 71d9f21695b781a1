package dev.cowork.server.turns;

import dev.cowork.server.agent.AgentFailure;
import dev.cowork.server.agent.TurnEvent;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Why a turn ends. */
sealed interface EndingReason {

    /** The agent completed. */
    EndingReason COMPLETED = new Completed();

    /** Somebody stopped it. */
    EndingReason CANCELLED = new Plain(TurnState.CANCELLED, TurnEvent.Cancelled::new);

    /** The server stopped or died. */
    EndingReason INTERRUPTED = new Plain(TurnState.INTERRUPTED, TurnEvent.Interrupted::new);

    /** The state it leaves the turn in. */
    TurnState state();

    /** The last event of the log. */
    TurnEvent.Ending event(Turn turn, Transcript said);

    /** The error code kept with the turn, or null. */
    default @Nullable String code() {
        return null;
    }

    /** How an ending without an error is made. */
    interface Maker {
        TurnEvent.Ending make(
                List<TurnEvent.OutputMessage> output,
                String assistantItemId,
                @Nullable String model,
                TurnEvent.@Nullable TurnUsage usage);
    }

    /** The agent has finished. */
    record Completed() implements EndingReason {
        @Override
        public TurnState state() {
            return TurnState.COMPLETED;
        }

        @Override
        public TurnEvent.Ending event(Turn turn, Transcript said) {
            return new TurnEvent.Completed(
                    said.output(), turn.assistantItemId(), said.model(), said.total(), said.limit());
        }
    }

    /** Somebody or something ended it, and nothing went wrong. */
    record Plain(TurnState state, Maker maker) implements EndingReason {
        @Override
        public TurnEvent.Ending event(Turn turn, Transcript said) {
            return maker.make(said.output(), turn.assistantItemId(), said.model(), said.total());
        }
    }

    /** Something went wrong. */
    record Failed(AgentFailure failure) implements EndingReason {

        /** For what an agent ended with; what it did not mean to say is not told. */
        static Failed of(Throwable error) {
            return new Failed(
                    error instanceof AgentFailure failure
                            ? failure
                            : new AgentFailure("anton_error", "An unexpected error occurred."));
        }

        @Override
        public TurnState state() {
            return TurnState.FAILED;
        }

        @Override
        public String code() {
            return failure.code();
        }

        @Override
        public TurnEvent.Ending event(Turn turn, Transcript said) {
            AgentFailure.Advice advice = failure.advice();
            return new TurnEvent.Failed(
                    said.output(),
                    turn.assistantItemId(),
                    failure.model() == null ? said.model() : failure.model(),
                    said.total(),
                    failure.code(),
                    failure.sentence(),
                    failure.providerLabel(),
                    advice.retryAfter() == null ? null : advice.retryAfter().toSeconds(),
                    advice.resetAt() == null ? null : advice.resetAt().getEpochSecond(),
                    advice.reconnectable());
        }
    }
}
