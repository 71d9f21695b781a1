package dev.cowork.server.turns;

import dev.cowork.server.agent.AgentFailure;
import dev.cowork.server.platform.problems.Problem;
import java.time.Duration;
import java.util.Locale;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.transaction.TransactionException;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/** The log itself could not be written: what readers are told, and what the log says when it can be written again. */
final class StorageProblem {

    /** A write that a busy database refused has changed nothing, so it is tried again: about 40 s in all. */
    private static final int ATTEMPTS = 20;

    private static final Duration FIRST_WAIT = Duration.ofMillis(50);

    private StorageProblem() {}

    /** Whether another try may succeed: the disk or the database was the reason, and not what was to be written. */
    static boolean mayPass(Throwable error) {
        return error instanceof DataAccessException && !(error instanceof DataIntegrityViolationException)
                || error instanceof TransactionException;
    }

    /** A write that is tried again while the database says that it is busy; as long as it does not, that costs nothing. */
    static <T> Mono<T> whileBusy(Mono<T> write) {
        return write.onErrorResume(
                TransientDataAccessException.class,
                busy -> Mono.delay(FIRST_WAIT).then(write.retryWhen(again())));
    }

    private static Retry again() {
        return Retry.backoff(ATTEMPTS, FIRST_WAIT)
                .maxBackoff(Duration.ofSeconds(3))
                .filter(TransientDataAccessException.class::isInstance)
                .onRetryExhaustedThrow((retry, last) -> last.failure());
    }

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
