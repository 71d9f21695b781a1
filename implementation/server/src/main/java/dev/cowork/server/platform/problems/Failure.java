package dev.cowork.server.platform.problems;

import java.util.List;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;

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

    static Failure invalid(List<Problem.FieldError> errors) {
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

    /** The name of the status, for example "Not Found". */
    public String title() {
        HttpStatus known = HttpStatus.resolve(status);
        return known == null ? "Error" : known.getReasonPhrase();
    }
}
