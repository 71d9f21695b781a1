package dev.cowork.modelstub.wire;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Errors in the words of OpenAI, which both of its dialects use. */
public final class OpenAiErrors {

    private OpenAiErrors() {}

    /** A 400. */
    public static Problem invalid(@Nullable String code, @Nullable String param, String message) {
        return new Problem(400, "invalid_request_error", code, param, message);
    }

    /** A 400 for a field that is missing. */
    public static Problem missing(String param) {
        return invalid("missing_required_parameter", param, "Missing required parameter: '" + param + "'.");
    }

    /** No key, or a wrong one. */
    public static Problem unauthorized(@Nullable String key) {
        return key == null
                ? new Problem(401, "invalid_request_error", null, null, "You didn't provide an API key.")
                : new Problem(401, "invalid_request_error", "invalid_api_key", null, "Incorrect API key provided.");
    }

    /** A model that is not there. */
    public static Problem unknownModel(String model) {
        String message = "The model `" + model + "` does not exist or you do not have access to it.";
        return new Problem(404, "invalid_request_error", "model_not_found", null, message);
    }

    /** The failure of a status. */
    public static Problem of(int status, @Nullable String code) {
        return switch (status) {
            case 401 ->
                new Problem(
                        status,
                        "invalid_request_error",
                        or(code, "invalid_api_key"),
                        null,
                        "Incorrect API key provided.");
            case 403 -> new Problem(status, "invalid_request_error", code, null, "You are not allowed to do this.");
            case 404 ->
                new Problem(
                        status,
                        "invalid_request_error",
                        or(code, "model_not_found"),
                        null,
                        "The model does not exist.");
            case 429 ->
                "insufficient_quota".equals(code)
                        ? new Problem(
                                status,
                                "insufficient_quota",
                                code,
                                null,
                                "You exceeded your current quota, please check your plan and billing details.")
                        : new Problem(status, "requests", or(code, "rate_limit_exceeded"), null, "Rate limit reached.");
            case 503 -> new Problem(status, "server_error", code, null, "The server is overloaded or not ready yet.");
            default ->
                status < 500
                        ? invalid(status, code)
                        : new Problem(
                                status,
                                "server_error",
                                code,
                                null,
                                "The server had an error while processing your request.");
        };
    }

    /** The body of an error. */
    public static ObjectNode body(Problem problem) {
        ObjectNode error = Json.object().put("message", problem.sentence()).put("type", problem.type());
        error.put("param", problem.param()).put("code", problem.code());
        return Json.object().set("error", error);
    }

    private static Problem invalid(int status, @Nullable String code) {
        String message = "context_length_exceeded".equals(code)
                ? "Your input exceeds the context window of this model. Please adjust your input and try again."
                : "Invalid request.";
        return new Problem(status, "invalid_request_error", code, null, message);
    }

    private static String or(@Nullable String code, String otherwise) {
        return code == null ? otherwise : code;
    }
}
