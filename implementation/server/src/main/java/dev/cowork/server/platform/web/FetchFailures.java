package dev.cowork.server.platform.web;

import dev.cowork.server.platform.web.FetchFailure.Kind;
import io.netty.channel.ConnectTimeoutException;
import java.net.UnknownHostException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says in our own words what a network did. */
final class FetchFailures {

    private static final Logger log = LoggerFactory.getLogger(FetchFailures.class);
    private static final int DEEPEST = 8;

    private FetchFailures() {}

    static FetchFailure of(Throwable error) {
        Throwable cause = error;
        for (int i = 0; i < DEEPEST && cause != null; i++, cause = cause.getCause()) {
            FetchFailure known = known(cause);
            if (known != null) {
                return known;
            }
        }
        log.debug("A request failed: {}", error.getClass().getName());
        return new FetchFailure(Kind.UNREACHABLE, "The server could not be reached, or broke off its answer.", error);
    }

    private static @Nullable FetchFailure known(Throwable error) {
        return switch (error) {
            case FetchFailure failure -> failure;
            case UnknownHostException unknown ->
                new FetchFailure(Kind.UNKNOWN_HOST, "There is no host of that name.", unknown);
            case ConnectTimeoutException late -> timedOut(late);
            case TimeoutException late -> timedOut(late);
            case SSLException untrusted ->
                new FetchFailure(
                        Kind.UNTRUSTED,
                        "The server did not prove that it is the one that was asked, so it was not asked.",
                        untrusted);
            case RejectedExecutionException full -> busy();
            default -> null;
        };
    }

    private static FetchFailure timedOut(Throwable cause) {
        return new FetchFailure(Kind.TIMED_OUT, "The server took too long to answer.", cause);
    }

    static FetchFailure busy() {
        return new FetchFailure(Kind.BUSY, "Too many pages are being fetched at this moment; try it again.");
    }
}
