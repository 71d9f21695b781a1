package dev.cowork.server.turns;

import dev.cowork.server.agent.AgentFailure;
import dev.cowork.server.platform.problems.Problem;
import java.util.Locale;

/** The log itself could not be written: what readers are told, and what the log says when it can be written again. */
final class StorageProblem {

    private StorageProblem() {}

    static Problem of(Throwable error) {
        AgentFailure failure = failure(error);
        return Problem.of(503, failure.code(), failure.sentence());
    }

    static AgentFailure failure(Throwable error) {
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            String text = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
            if (text.contains("sqlite_full") || text.contains("disk is full") || text.contains("no space left")) {
                return new AgentFailure("storage_full", "The disk is full, so the answer could not be saved.");
            }
        }
        return new AgentFailure("storage_error", "The answer could not be saved.");
    }
}
