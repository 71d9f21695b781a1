package dev.cowork.server.turns;

import dev.cowork.server.agent.AgentFailure;
import dev.cowork.server.agent.TurnEvent;
import org.jspecify.annotations.Nullable;

/** Why a turn ends. */
sealed interface EndingReason {

    EndingReason COMPLETED = new Completed();
    EndingReason CANCELLED = new Cancelled();
    EndingReason INTERRUPTED = new Interrupted();

    /** The state it leaves the turn in. */
    TurnState state();

    /** The last event of the log. */
    TurnEvent.Ending event(Turn turn, Transcript said);

    /** The error code kept with the turn, or null. */
    default @Nullable String code() {
        return null;
    }

    /** The agent completed. */
    record Completed() implements EndingReason {
        @Override
        public TurnState state() {
            return TurnState.COMPLETED;
        }

        @Override
        public TurnEvent.Ending event(Turn turn, Transcript said) {
            return new TurnEvent.Completed(said.output(), turn.assistantItemId(), said.model(), said.total());
        }
    }

    /** Somebody stopped it. */
    record Cancelled() implements EndingReason {
        @Override
        public TurnState state() {
            return TurnState.CANCELLED;
        }

        @Override
        public TurnEvent.Ending event(Turn turn, Transcript said) {
            return new TurnEvent.Cancelled(said.output(), turn.assistantItemId(), said.model(), said.total());
        }
    }

    /** The server stopped or died. */
    record Interrupted() implements EndingReason {
        @Override
        public TurnState state() {
            return TurnState.INTERRUPTED;
        }

        @Override
        public TurnEvent.Ending event(Turn turn, Transcript said) {
            return new TurnEvent.Interrupted(said.output(), turn.assistantItemId(), said.model(), said.total());
        }
    }

    /** Something went wrong. */
    record Failed(AgentFailure failure) implements EndingReason {
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
            return new TurnEvent.Failed(
                    said.output(),
                    turn.assistantItemId(),
                    failure.model() == null ? said.model() : failure.model(),
                    said.total(),
                    failure.code(),
                    failure.sentence(),
                    failure.providerLabel(),
                    failure.retryAfter() == null ? null : failure.retryAfter().toSeconds());
        }
    }
}
