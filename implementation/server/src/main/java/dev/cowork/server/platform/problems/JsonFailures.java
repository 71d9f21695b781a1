package dev.cowork.server.platform.problems;

import java.time.temporal.Temporal;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonToken;
import tools.jackson.core.exc.InputCoercionException;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.core.exc.UnexpectedEndOfInputException;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.exc.InvalidTypeIdException;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.ValueInstantiationException;

/** A body that is no JSON (400) told apart from JSON that says something else than expected (422). */
final class JsonFailures {

    private JsonFailures() {}

    static Failure of(JacksonException failure) {
        return switch (failure) {
            case StreamConstraintsException _ ->
                malformed("The JSON is nested too deeply, or a name or number in it is too long.");
            case UnexpectedEndOfInputException _ -> malformed("The JSON ends too early.");
            case InputCoercionException _ -> mismatch(failure);
            case StreamReadException _ -> malformed("The request body is not valid JSON" + place(failure) + ".");
            case DatabindException wrong -> mismatch(wrong);
            default -> malformed("The request body cannot be read as JSON.");
        };
    }

    private static Failure malformed(String detail) {
        return Failure.of(400, "malformed_json", detail);
    }

    private static String place(JacksonException failure) {
        var location = failure.getLocation();
        return location == null || location.getLineNr() < 1
                ? ""
                : " (line " + location.getLineNr() + ", column " + location.getColumnNr() + ")";
    }

    private static Failure mismatch(JacksonException failure) {
        String pointer = Pointers.of(failure);
        return Failure.invalid(pointer, Pointers.name(pointer) + " " + expectation(failure) + ".");
    }

    private static String expectation(JacksonException failure) {
        return switch (failure) {
            case InputCoercionException _ -> "is too large a number";
            case InvalidTypeIdException _ -> "has no type that is known here";
            case ValueInstantiationException _ -> "has a value that is not known here";
            case MismatchedInputException mismatch
            when mismatch.getCurrentToken() == JsonToken.VALUE_NULL -> "must not be null";
            case MismatchedInputException mismatch -> "must be " + words(mismatch.getTargetType());
            default -> "has a value that cannot be read";
        };
    }

    /** What a value of a type is called in a sentence. */
    static String words(@Nullable Class<?> type) {
        if (type == null) {
            return "of another type";
        }
        if (type.isEnum()) {
            return "one of "
                    + Arrays.stream(type.getEnumConstants())
                            .map(String::valueOf)
                            .collect(Collectors.joining(", "));
        }
        if (type == boolean.class || type == Boolean.class) {
            return "true or false";
        }
        if (type == float.class || type == double.class || type == Float.class || type == Double.class) {
            return "a number";
        }
        if (type.isPrimitive() || Number.class.isAssignableFrom(type)) {
            return "a whole number in range";
        }
        if (CharSequence.class.isAssignableFrom(type)) {
            return "a text";
        }
        if (type == UUID.class) {
            return "a UUID";
        }
        if (Temporal.class.isAssignableFrom(type)) {
            return "a date and time like 2026-01-31T12:00:00Z";
        }
        if (Collection.class.isAssignableFrom(type) || type.isArray()) {
            return "a list";
        }
        return Map.class.isAssignableFrom(type) || type.isRecord() ? "an object" : "of another type";
    }
}
