package dev.cowork.modelstub.anthropic;

import dev.cowork.modelstub.wire.Json;
import dev.cowork.modelstub.wire.Problem;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Errors in the words of Anthropic Messages. */
final class AnthropicErrors {

    private AnthropicErrors() {}

    static Problem invalid(String message) {
        return new Problem(400, "invalid_request_error", null, null, message);
    }

    static Problem unauthorized(@Nullable String key) {
        String message = key == null ? "x-api-key header is required" : "invalid x-api-key";
        return new Problem(401, "authentication_error", null, null, message);
    }

    static Problem of(int status, @Nullable String code) {
        if ("context_length_exceeded".equals(code)) {
            return invalid("prompt is too long: 210000 tokens > 200000 maximum");
        }
        String type = code != null ? code : type(status);
        return new Problem(status, type, null, null, sentence(status));
    }

    static JsonNode body(Problem problem, String requestId) {
        return Json.typed("error")
                .set("error", Json.typed(problem.type()).put("message", problem.sentence()))
                .put("request_id", requestId);
    }

    private static String type(int status) {
        return switch (status) {
            case 401 -> "authentication_error";
            case 402 -> "billing_error";
            case 403 -> "permission_error";
            case 404 -> "not_found_error";
            case 413 -> "request_too_large";
            case 429 -> "rate_limit_error";
            case 504 -> "timeout_error";
            case 529 -> "overloaded_error";
            default -> status < 500 ? "invalid_request_error" : "api_error";
        };
    }

    private static String sentence(int status) {
        return switch (status) {
            case 401 -> "invalid x-api-key";
            case 402 -> "Your credit balance is too low to access the Anthropic API.";
            case 403 -> "Your API key does not have permission to use the specified resource.";
            case 404 -> "The requested resource could not be found.";
            case 413 -> "Request exceeds the maximum size";
            case 429 -> "This request would exceed your organization's rate limit.";
            case 504 -> "Request timed out";
            case 529 -> "Overloaded";
            default -> status < 500 ? "Error" : "Internal server error";
        };
    }
}
