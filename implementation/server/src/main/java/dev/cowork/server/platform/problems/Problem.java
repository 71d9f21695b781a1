package dev.cowork.server.platform.problems;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A refusal with a clear reason. Throw it from anywhere; each contract renders it in its own shape.
 *
 * <p>The detail is one sentence for a person and never holds a secret, a provider's text or a path outside the home.
 */
public final class Problem extends RuntimeException {

    private final int status;
    private final String code;
    private final List<FieldError> errors;
    private final @Nullable Duration retryAfter;

    private Problem(int status, String code, String detail, List<FieldError> errors, @Nullable Duration retryAfter) {
        super(detail, null, false, false);
        this.status = status;
        this.code = code;
        this.errors = List.copyOf(errors);
        this.retryAfter = retryAfter;
    }

    /** One wrong field: a JSON pointer into the body (or the parameter's name) and a sentence. */
    public record FieldError(String pointer, String detail) {}

    /**
     * @param status the HTTP status
     * @param code the stable code, snake case
     * @param detail one sentence for a person
     * @return the problem
     */
    public static Problem of(int status, String code, String detail) {
        return new Problem(status, code, detail, List.of(), null);
    }

    /**
     * @param what the kind of thing in one word, as a person calls it: "Conversation"
     * @return 404 with the code {@code conversation_not_found}; "not there" and "not yours" are the same
     */
    public static Problem notFound(String what) {
        return of(404, what.toLowerCase(Locale.ROOT) + "_not_found", what + " not found");
    }

    /**
     * @param pointer the JSON pointer of the field, or the parameter's name
     * @param detail what is wrong with it
     * @return 422
     */
    public static Problem invalid(String pointer, String detail) {
        return new Problem(422, "validation_failed", detail, List.of(new FieldError(pointer, detail)), null);
    }

    /**
     * @param errors the wrong fields, at least one
     * @return 422 with all of them
     */
    public static Problem invalid(List<FieldError> errors) {
        String detail = errors.isEmpty()
                ? "The request is not valid"
                : errors.getFirst().detail();
        return new Problem(422, "validation_failed", detail, errors, null);
    }

    /**
     * @param wait when it makes sense to try again
     * @return the same problem with a {@code Retry-After} header
     */
    public Problem retryAfter(Duration wait) {
        return new Problem(status, code, detail(), errors, wait);
    }

    /**
     * @param pointer the JSON pointer of the field, or the parameter's name
     * @return the same problem, saying that it is about this field alone
     */
    public Problem at(String pointer) {
        return new Problem(status, code, detail(), List.of(new FieldError(pointer, detail())), retryAfter);
    }

    /** The HTTP status. */
    public int status() {
        return status;
    }

    /** The stable code. */
    public String code() {
        return code;
    }

    /** One sentence for a person. */
    public String detail() {
        return String.valueOf(getMessage());
    }

    /** The wrong fields, if that is what it is about. */
    public List<FieldError> errors() {
        return errors;
    }

    /** When to try again, if that was said. */
    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }
}
