package dev.cowork.server.platform.resources;

import dev.cowork.server.platform.problems.Problem;
import reactor.util.retry.Retry;

/**
 * Something began between the moment at which everything was stopped and the transaction that removes it. The transaction is rolled back by
 * this; stopping and removing are done again.
 */
public final class BegunMeanwhile extends RuntimeException {

    private static final long serialVersionUID = 1L;
    private static final int ATTEMPTS = 10;

    /** Without a stack trace: it is a signal and no fault. */
    public BegunMeanwhile() {
        super("Something began meanwhile", null, false, false);
    }

    /**
     * For the steps "stop" and "remove" together.
     *
     * @return does them again, some times; then 503 {@code server_busy}
     */
    public static Retry again() {
        return Retry.max(ATTEMPTS)
                .filter(BegunMeanwhile.class::isInstance)
                .onRetryExhaustedThrow((retry, last) ->
                        Problem.of(503, "server_busy", "Something keeps beginning in there; try again in a moment."));
    }
}
