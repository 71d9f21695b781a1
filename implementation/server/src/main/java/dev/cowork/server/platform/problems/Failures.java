package dev.cowork.server.platform.problems;

import io.r2dbc.spi.R2dbcException;
import jakarta.validation.ConstraintViolationException;
import java.nio.file.InvalidPathException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;
import org.springframework.beans.TypeMismatchException;
import org.springframework.core.codec.DecodingException;
import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.dao.OptimisticLockingFailureException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.validation.method.MethodValidationResult;
import org.springframework.web.ErrorResponse;
import org.springframework.web.bind.support.WebExchangeBindException;
import org.springframework.web.method.annotation.HandlerMethodValidationException;
import org.springframework.web.server.MethodNotAllowedException;
import org.springframework.web.server.MissingRequestValueException;
import org.springframework.web.server.ServerWebInputException;
import tools.jackson.core.JacksonException;

/** Turns whatever was thrown into something that can be shown. What is not known here is an internal error and stays inside. */
public final class Failures {

    private static final String INTERNAL = "internal_error";
    /** The standard's SQL state of a full disk. */
    private static final String DISK_FULL = "53100";

    private Failures() {}

    /**
     * @param thrown anything
     * @return what a client may know of it
     */
    public static Failure of(Throwable thrown) {
        List<Throwable> chain = chain(thrown);
        return first(chain, Problem.class)
                .map(Failures::problem)
                .or(() -> first(chain, DataBufferLimitException.class).map(_ -> tooLarge()))
                .or(() -> input(thrown, chain))
                .or(() -> storage(thrown, chain))
                .or(() -> first(chain, InvalidPathException.class)
                        .map(_ -> Failure.of(400, "bad_request", "A file name in the request cannot be used.")))
                .orElseGet(() -> thrown instanceof ErrorResponse response ? framework(response) : internal());
    }

    /** Whether it is a fault of this server rather than of the request. */
    static boolean isInternal(Failure failure) {
        return failure.code().equals(INTERNAL);
    }

    private static Failure problem(Problem problem) {
        HttpHeaders headers = new HttpHeaders();
        problem.retryAfter()
                .or(() -> problem.status() == 429 || problem.status() == 503
                        ? Optional.of(Duration.ofSeconds(1))
                        : Optional.empty())
                .ifPresent(wait -> headers.set(HttpHeaders.RETRY_AFTER, seconds(wait)));
        return new Failure(problem.status(), problem.code(), problem.detail(), problem.errors(), headers);
    }

    private static String seconds(Duration wait) {
        return String.valueOf(Math.max(1, wait.plusMillis(999).toSeconds()));
    }

    private static Failure tooLarge() {
        return Failure.of(413, "payload_too_large", "The request body is too large.");
    }

    private static Failure internal() {
        return Failure.of(500, INTERNAL, "Something went wrong inside the server.");
    }

    private static Optional<Failure> input(Throwable thrown, List<Throwable> chain) {
        return switch (thrown) {
            case WebExchangeBindException bind -> Optional.of(InputFailures.of(bind.getBindingResult()));
            case HandlerMethodValidationException invalid
            when !invalid.isForReturnValue() -> Optional.of(InputFailures.of((MethodValidationResult) invalid));
            case ConstraintViolationException invalid -> Optional.of(InputFailures.of(invalid));
            case MissingRequestValueException missing ->
                Optional.of(Failure.invalid(missing.getName(), missing.getName() + " is missing."));
            case ServerWebInputException wrong -> Optional.of(wrongInput(wrong, chain));
            case DecodingException _ -> first(chain, JacksonException.class).map(JsonFailures::of);
            default -> Optional.empty();
        };
    }

    private static Failure wrongInput(ServerWebInputException wrong, List<Throwable> chain) {
        Optional<Failure> json = first(chain, JacksonException.class).map(JsonFailures::of);
        if (json.isPresent()) {
            return json.get();
        }
        var parameter = wrong.getMethodParameter();
        if (parameter == null) {
            return Failure.of(400, "bad_request", "The request cannot be read.");
        }
        if (first(chain, TypeMismatchException.class).isPresent()) {
            String name = InputFailures.name(parameter);
            return Failure.invalid(
                    name,
                    name + " must be "
                            + JsonFailures.words(parameter.nestedIfOptional().getNestedParameterType()) + ".");
        }
        String reason = wrong.getReason();
        boolean missing = reason != null && reason.startsWith("No request body");
        if (!missing && first(chain, DecodingException.class).isPresent()) {
            return Failure.of(400, "bad_request", "The request body cannot be read.");
        }
        return InputFailures.isBody(parameter)
                ? Failure.invalid("", "The request body is missing.")
                : Failure.invalid(InputFailures.name(parameter), InputFailures.name(parameter) + " is missing.");
    }

    private static Optional<Failure> storage(Throwable thrown, List<Throwable> chain) {
        return switch (thrown) {
            case OptimisticLockingFailureException _ ->
                Optional.of(Failure.of(412, "precondition_failed", "It was changed in the meantime; read it again."));
            case DuplicateKeyException _ -> Optional.of(Failure.of(409, "conflict", "It exists already."));
            case TransientDataAccessException _ -> Optional.of(busy());
            default ->
                first(chain, R2dbcException.class)
                        .filter(failure -> DISK_FULL.equals(failure.getSqlState()))
                        .map(_ -> Failure.of(503, "storage_full", "The disk of the server is full."));
        };
    }

    private static Failure busy() {
        HttpHeaders headers = new HttpHeaders();
        headers.set(HttpHeaders.RETRY_AFTER, "1");
        return Failure.of(503, "server_busy", "The server is busy; try again in a moment.")
                .with(headers);
    }

    private static Failure framework(ErrorResponse response) {
        HttpStatusCode status = response.getStatusCode();
        HttpHeaders headers = new HttpHeaders();
        headers.putAll(response.getHeaders());
        if (response instanceof MethodNotAllowedException refused) {
            headers.set(HttpHeaders.ALLOW, allow(refused));
        }
        if (status.value() >= 500 && status.value() != 503 && status.value() != 501) {
            return internal();
        }
        HttpStatus known = HttpStatus.resolve(status.value());
        String code = known == null ? "error" : known.name().toLowerCase(Locale.ROOT);
        return switch (status.value()) {
            case 404 -> Failure.of(404, "not_found", "There is nothing at this address.");
            case 405 ->
                Failure.of(405, code, "This address does not answer to that method.")
                        .with(headers);
            case 406 ->
                Failure.of(406, code, "None of the accepted media types can be produced here.")
                        .with(headers);
            case 413 -> tooLarge();
            case 415 ->
                Failure.of(415, code, "The media type of the body is not understood here.")
                        .with(headers);
            case 503 -> busy();
            default ->
                Failure.of(status.value(), code, "The request was refused: " + code.replace('_', ' ') + ".")
                        .with(headers);
        };
    }

    /** The framework names the methods of the routes; GET also answers HEAD, and OPTIONS is always answered. */
    private static String allow(MethodNotAllowedException refused) {
        TreeSet<String> methods = new TreeSet<>();
        for (HttpMethod method : refused.getSupportedMethods()) {
            methods.add(method.name());
        }
        if (methods.contains("GET")) {
            methods.add("HEAD");
        }
        methods.add("OPTIONS");
        return String.join(", ", methods);
    }

    private static List<Throwable> chain(Throwable thrown) {
        List<Throwable> chain = new ArrayList<>();
        for (Throwable at = thrown; at != null && chain.size() < 32; at = at.getCause()) {
            chain.add(at);
        }
        return chain;
    }

    private static <T extends Throwable> Optional<T> first(List<Throwable> chain, Class<T> type) {
        return chain.stream().filter(type::isInstance).map(type::cast).findFirst();
    }
}
