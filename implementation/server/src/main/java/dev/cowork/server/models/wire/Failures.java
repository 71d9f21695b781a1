package dev.cowork.server.models.wire;

import dev.cowork.server.agent.AgentFailure;
import dev.cowork.server.agent.AgentFailure.Advice;
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

    /** The provider that people sign in to, as in the settings; the others have keys only. */
    private static final String MANAGED = "minds_cloud";

    private final Endpoint endpoint;
    private final String model;

    Failures(Endpoint endpoint, String model) {
        this.endpoint = endpoint;
        this.model = model;
    }

    /** An answer with another status than 200. */
    Refusal refused(int status, HttpHeaders headers, ErrorWords words) {
        log.debug("{} answered {}: {}", endpoint.label(), status, redacted(words));
        Instant now = Instant.now();
        Duration wait = RetryAfter.of(headers, now);
        Advice limit = new Advice(wait, LimitReset.of(headers, now, wait), false);
        Refusal gateway = gateway(status, headers.getFirst(GatewayReason.HEADER), words, limit);
        return gateway != null ? gateway : classify(status, words, limit);
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
        Refusal gateway = gateway(0, null, words, Advice.NONE);
        return gateway != null ? gateway : classify(status, words, Advice.NONE);
    }

    /** Only from there is it about the person's plan: what anybody else says of credit is about that provider's account. */
    private @Nullable Refusal gateway(int status, @Nullable String header, ErrorWords words, Advice limit) {
        if (!endpoint.provider().equals(MANAGED) && !endpoint.base().gateway()) {
            return null;
        }
        return switch (GatewayReason.of(status, header, words)) {
            case SPENT -> fail("token_limit", "The plan's allowance is used up.", limit);
            case POLICY_UNAVAILABLE ->
                fail("policy_unavailable", "The gateway cannot check the plan right now.", onlyWait(limit));
            case UNKNOWN_MODEL -> modelNotFound();
            case null -> null;
        };
    }

    private Refusal classify(int status, ErrorWords words, Advice limit) {
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
            return keyRefused();
        }
        if (status == 402 || status < 429 && words.noCredit()) {
            return fail("anton_error", endpoint.label() + " says that the account has no credit left.");
        }
        String denial = words.denial();
        if (denial != null && (status == 403 || status == 404)) {
            return denied(denial);
        }
        if (status == 403) {
            return words.model()
                    ? denied("model_access_denied")
                    : fail("provider_auth", endpoint.label() + " does not allow this API key to be used here.");
        }
        if (status == 404 && words.model() || status < 429 && words.modelMissing()) {
            return modelNotFound();
        }
        if (status < 429 && words.pictureRefused()) {
            return fail(
                    "image_format",
                    "The model " + model + " cannot read a picture or a document of this conversation.");
        }
        if (status < 429 && words.toolsNotKnown()) {
            return fail("anton_error", "The model " + model + " cannot use tools. Choose another one in the settings.");
        }
        return byStatus(status, words, limit);
    }

    private Refusal byStatus(int status, ErrorWords words, Advice limit) {
        return switch (status) {
            case 404, 405 ->
                fail(
                        "anton_error",
                        endpoint.base().server() + " has no "
                                + endpoint.dialect().path() + " there. Check the base URL.");
            case 408 -> retry("model_timeout", endpoint.label() + " took too long to answer.", onlyWait(limit));
            case 429 ->
                words.quota()
                        ? fail(
                                "rate_limited",
                                endpoint.label() + " takes no more requests: the quota may be used up.",
                                limit)
                        : retry("rate_limited", endpoint.label() + " takes no more requests right now.", limit);
            default -> {
                if (status >= 500) {
                    yield retry("provider_overloaded", endpoint.label() + " is overloaded or down.", onlyWait(limit));
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
            return retry(
                    "anton_error", endpoint.base().server() + " cannot be reached. Check the base URL.", Advice.NONE);
        }
        if (cause instanceof javax.net.ssl.SSLException) {
            return fail(
                    "anton_error",
                    "There is no safe connection to " + endpoint.base().server() + ".");
        }
        if (cause instanceof IOException) {
            return retry(
                    "anton_error",
                    endpoint.label() + " closed the connection before the answer was whole.",
                    Advice.NONE);
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
        return failure("anton_error", endpoint.label() + " did not accept the request.", Advice.NONE);
    }

    private Refusal keyRefused() {
        return endpoint.provider().equals(MANAGED)
                ? fail(
                        "provider_auth",
                        endpoint.label() + " does not accept the sign-in any more. Connect to it again.",
                        new Advice(null, null, true))
                : fail("provider_auth", endpoint.label() + " does not accept the API key. Check it in the settings.");
    }

    private Refusal denied(String code) {
        return fail(
                code,
                code.equals("model_disabled")
                        ? "The model " + model
                                + " is switched off for this account. Choose another one in the settings."
                        : "This API key may not use the model " + model + ".");
    }

    private Refusal modelNotFound() {
        return fail("model_not_found", endpoint.label() + " has no model named " + model + ".");
    }

    /** Where no limit was reached, none is lifted. */
    private static Advice onlyWait(Advice limit) {
        return new Advice(limit.retryAfter(), null, false);
    }

    private Refusal fail(String code, String sentence) {
        return fail(code, sentence, Advice.NONE);
    }

    private Refusal fail(String code, String sentence, Advice advice) {
        return new Refusal(failure(code, sentence, advice), false, null);
    }

    private Refusal retry(String code, String sentence, Advice advice) {
        return new Refusal(failure(code, sentence, advice), true, null);
    }

    private AgentFailure failure(String code, String sentence, Advice advice) {
        return new AgentFailure(code, sentence, advice, endpoint.label(), model, null);
    }
}
