package dev.cowork.modelstub.wire;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A refusal or a failure, before a dialect has put it into its own words. */
public final class Problem extends Exception {

    private static final long serialVersionUID = 1;

    private final int status;
    private final String type;
    private final @Nullable String code;
    private final @Nullable String param;
    private final transient Map<String, String> headers;

    /**
     * A problem.
     *
     * @param status the HTTP status
     * @param type the dialect's error type
     * @param code the dialect's error code, or null where it has none
     * @param param the field at fault, or null
     * @param message a sentence
     */
    public Problem(int status, String type, @Nullable String code, @Nullable String param, String message) {
        this(status, type, code, param, message, Map.of());
    }

    private Problem(
            int status,
            String type,
            @Nullable String code,
            @Nullable String param,
            String message,
            Map<String, String> headers) {
        super(message, null, false, false);
        this.status = status;
        this.type = type;
        this.code = code;
        this.param = param;
        this.headers = Map.copyOf(headers);
    }

    /** The same problem with these headers. */
    public Problem with(Map<String, String> wanted) {
        return new Problem(status, type, code, param, sentence(), wanted);
    }

    /** The same problem with another message. */
    public Problem about(String message) {
        return new Problem(status, type, code, param, message, headers);
    }

    /** The HTTP status. */
    public int status() {
        return status;
    }

    /** The dialect's error type. */
    public String type() {
        return type;
    }

    /** The dialect's error code, or null. */
    public @Nullable String code() {
        return code;
    }

    /** The field at fault, or null. */
    public @Nullable String param() {
        return param;
    }

    /** Its headers, beside those of every answer. */
    public Map<String, String> headers() {
        return headers;
    }

    /** The message. */
    public String sentence() {
        String message = getMessage();
        return message == null ? "" : message;
    }
}
