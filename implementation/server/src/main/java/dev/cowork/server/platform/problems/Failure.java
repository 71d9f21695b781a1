package dev.cowork.server.platform.problems;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.springframework.http.HttpHeaders;

/**
 * Anything that went wrong, ready to be shown: nothing in it is secret.
 *
 * @param status the HTTP status
 * @param code the stable code, snake case
 * @param detail one sentence for a person
 * @param errors the wrong fields, empty if it is not about fields
 * @param headers headers that belong to the answer, such as {@code Allow} or {@code Retry-After}
 */
public record Failure(int status, String code, String detail, List<Problem.FieldError> errors, HttpHeaders headers) {

    /** Copies the fields. */
    public Failure {
        errors = List.copyOf(errors);
    }

    static Failure of(int status, String code, String detail) {
        return new Failure(status, code, detail, List.of(), HttpHeaders.EMPTY);
    }

    /** Validation finds faults in any order; the same request is to be answered the same each time. */
    static Failure invalid(List<Problem.FieldError> found) {
        List<Problem.FieldError> errors = found.stream()
                .sorted(Comparator.comparing(Problem.FieldError::pointer).thenComparing(Problem.FieldError::detail))
                .toList();
        String detail = errors.isEmpty()
                ? "The request is not valid"
                : errors.getFirst().detail();
        return new Failure(422, "validation_failed", detail, errors, HttpHeaders.EMPTY);
    }

    static Failure invalid(String pointer, String detail) {
        return invalid(List.of(new Problem.FieldError(pointer, detail)));
    }

    Failure with(HttpHeaders more) {
        return new Failure(status, code, detail, errors, more);
    }

    /** What kind of problem it is, in a few words: the code as a person would write it. */
    public String title() {
        return switch (code) {
            case "malformed_json" -> "Malformed JSON";
            case "uri_too_long" -> "URI too long";
            default -> {
                String words = code.replace('_', ' ');
                yield words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
            }
        };
    }
}
