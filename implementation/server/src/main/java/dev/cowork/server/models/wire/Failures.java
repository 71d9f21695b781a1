package dev.cowork.server.models.wire;

import dev.cowork.server.agent.AgentFailure;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.web.reactive.function.client.WebClientRequestException;
import tools.jackson.databind.JsonNode;

/**
 * Names what went wrong, in our own words: a provider's text is only ever read to tell which case it is, and goes to the debug log with
 * its keys blacked out.
 */
public final class Failures {

    private static final Logger log = LoggerFactory.getLogger(Failures.class);

    private final Endpoint endpoint;
    private final String model;

    Failures(Endpoint endpoint, String model) {
        this.endpoint = endpoint;
        this.model = model;
    }

    /** An answer with another status than 200. */
    Refusal refused(int status, HttpHeaders headers, ErrorWords words) {
        log.debug("{} answered {}: {}", endpoint.label(), status, redacted(words));
        if (endpoint.base().gateway()) {
            Refusal named = gateway(status, headers.getFirst("X-MindsHub-Reason"));
            if (named != null) {
                return named;
            }
        }
        return classify(status, words, RetryAfter.of(headers, Instant.now()));
    }

    /**
     * An error told inside an answer that began well.
     *
     * @param chunk the event that tells it
     */
    public Refusal told(JsonNode chunk) {
        ErrorWords words = ErrorWords.of(chunk);
        log.debug("{} broke off: {}", endpoint.label(), redacted(words));
        int status = words.status() > 0
                ? words.status()
                : words.rateLimited() ? 429 : words.overloaded() ? 503 : words.brokenInside() ? 500 : 0;
        return classify(status, words, null);
    }

    private @Nullable Refusal gateway(int status, @Nullable String reason) {
        return switch (reason == null ? "" : reason) {
            case "wallet_empty", "included_allowance_exhausted" ->
                fail("token_limit", "The plan's allowance is used up.");
            case "policy_unavailable" -> fail("policy_unavailable", "The gateway cannot check the plan right now.");
            case "unknown_model" -> modelNotFound();
            default ->
                switch (status) {
                    case 402, 429 -> fail("token_limit", "The plan's allowance is used up.");
                    case 503 -> fail("policy_unavailable", "The gateway cannot check the plan right now.");
                    default -> null;
                };
        };
    }

    private Refusal classify(int status, ErrorWords words, @Nullable Duration retryAfter) {
        if (status == 400 && words.concession() != null) {
            return new Refusal(notAccepted(), false, words.concession());
        }
        if (status == 413 || status < 429 && words.tooLong()) {
            return fail("content_too_large", "The conversation is too long for this model.");
        }
        if (status < 429 && status != 401 && words.filtered()) {
            return fail("anton_error", endpoint.label() + "'s content filter refused this conversation.");
        }
        if (status == 401 || status < 429 && words.keyWrong()) {
            return fail("provider_auth", endpoint.label() + " does not accept the API key. Check it in the settings.");
        }
        if (status == 402 || status < 429 && words.noCredit()) {
            return fail("anton_error", endpoint.label() + " says that the account has no credit left.");
        }
        if (status == 403) {
            return words.model()
                    ? fail("model_access_denied", "This API key may not use the model " + model + ".")
                    : fail("provider_auth", endpoint.label() + " does not allow this API key to be used here.");
        }
        if (status == 404 && words.model() || status < 429 && words.modelMissing()) {
            return modelNotFound();
        }
        if (status < 429 && words.toolsNotKnown()) {
            return fail("anton_error", "The model " + model + " cannot use tools. Choose another one in the settings.");
        }
        return byStatus(status, words, retryAfter);
    }

    private Refusal byStatus(int status, ErrorWords words, @Nullable Duration retryAfter) {
        return switch (status) {
            case 404, 405 ->
                fail(
                        "anton_error",
                        endpoint.base().server() + " has no "
                                + endpoint.dialect().path() + " there. Check the base URL.");
            case 408 -> retry("model_timeout", endpoint.label() + " took too long to answer.", retryAfter);
            case 429 ->
                words.quota()
                        ? fail("rate_limited", endpoint.label() + " takes no more requests: the quota may be used up.")
                        : retry("rate_limited", endpoint.label() + " takes no more requests right now.", retryAfter);
            default -> {
                if (status >= 500) {
                    yield retry("provider_overloaded", endpoint.label() + " is overloaded or down.", retryAfter);
                }
                if (status >= 300 && status < 400) {
                    yield fail(
                            "anton_error",
                            endpoint.base().server() + " answered with a redirect, which is not followed."
                                    + " Check the base URL.");
                }
                yield new Refusal(notAccepted(), false, words.concession());
            }
        };
    }

    /** No answer, or one that ended before its time. */
    Refusal network(Throwable error) {
        log.debug("{}: {}", endpoint.label(), error.getClass().getName());
        Throwable cause =
                error instanceof WebClientRequestException && error.getCause() != null ? error.getCause() : error;
        if (cause instanceof UnknownHostException || cause instanceof ConnectException) {
            return retry("anton_error", endpoint.base().server() + " cannot be reached. Check the base URL.", null);
        }
        if (cause instanceof javax.net.ssl.SSLException) {
            return fail(
                    "anton_error",
                    "There is no safe connection to " + endpoint.base().server() + ".");
        }
        if (cause instanceof IOException) {
            return retry("anton_error", endpoint.label() + " closed the connection before the answer was whole.", null);
        }
        log.warn("{}: {}", endpoint.label(), cause.getClass().getName());
        return fail("anton_error", "The answer of " + endpoint.label() + " could not be read.");
    }

    /** The provider was silent for too long. */
    Refusal timeout() {
        return fail("model_timeout", endpoint.label() + " was silent for too long.");
    }

    /** The answer ended without saying why. */
    public Refusal brokenOff() {
        return fail("anton_error", "The answer of " + endpoint.label() + " broke off.");
    }

    /** There was nothing in the answer. */
    public Refusal empty() {
        return fail("anton_error", endpoint.label() + " gave an empty answer.");
    }

    /** The answer is nothing of its dialect. */
    public Refusal garbled() {
        return fail("anton_error", endpoint.base().server() + " answered with something that is no answer of a model.");
    }

    /** The answer is larger than allowed. */
    Refusal endless() {
        return fail("content_too_large", "The answer of " + endpoint.label() + " is larger than allowed.");
    }

    private String redacted(ErrorWords words) {
        return ApiKey.redact(endpoint.headers().redact(words.text()), endpoint.key());
    }

    private AgentFailure notAccepted() {
        return failure("anton_error", endpoint.label() + " did not accept the request.", null);
    }

    private Refusal modelNotFound() {
        return fail("model_not_found", endpoint.label() + " has no model named " + model + ".");
    }

    private Refusal fail(String code, String sentence) {
        return new Refusal(failure(code, sentence, null), false, null);
    }

    private Refusal retry(String code, String sentence, @Nullable Duration retryAfter) {
        return new Refusal(failure(code, sentence, retryAfter), true, null);
    }

    private AgentFailure failure(String code, String sentence, @Nullable Duration retryAfter) {
        return new AgentFailure(code, sentence, retryAfter, endpoint.label(), model, null);
    }
}
