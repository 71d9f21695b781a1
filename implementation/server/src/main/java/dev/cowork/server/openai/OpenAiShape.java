package dev.cowork.server.openai;

import dev.cowork.server.platform.problems.Failure;
import dev.cowork.server.platform.problems.Problem;
import dev.cowork.server.platform.problems.ProblemShape;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;

/** Problems as official SDKs read them: an {@code error} object beside the fields of RFC 9457; wrong input is 400, whatever is wrong. */
@Component
final class OpenAiShape implements ProblemShape {

    private static final Pattern INDEX = Pattern.compile("/(\\d+)(?=/|$)");

    @Override
    public boolean covers(ServerWebExchange exchange) {
        return SdkRequests.covers(exchange.getRequest());
    }

    @Override
    public int status(Failure failure) {
        boolean input = failure.status() == 422 && !failure.code().equals("idempotency_key_reused");
        return input ? 400 : failure.status();
    }

    @Override
    public MediaType mediaType() {
        return MediaType.APPLICATION_PROBLEM_JSON;
    }

    @Override
    public Map<String, Object> body(Failure failure, ServerWebExchange exchange) {
        Failure shown =
                new Failure(status(failure), failure.code(), failure.detail(), failure.errors(), failure.headers());
        Map<String, Object> body = ProblemShape.rfc9457(shown, exchange);
        body.put(
                "error",
                error(
                        shown.status(),
                        shown.code(),
                        shown.detail(),
                        shown.errors().isEmpty() ? null : param(shown.errors().getFirst())));
        return body;
    }

    /** As the SDKs read it. */
    static Map<String, @Nullable Object> error(int status, String code, String detail, @Nullable String param) {
        Map<String, @Nullable Object> error = new LinkedHashMap<>();
        error.put("message", detail);
        error.put("type", type(status));
        error.put("code", code);
        error.put("param", param);
        return error;
    }

    private static String type(int status) {
        return switch (status) {
            case 401 -> "authentication_error";
            case 403 -> "permission_error";
            case 429 -> "rate_limit_error";
            default -> status >= 500 ? "server_error" : "invalid_request_error";
        };
    }

    /** A place in the body as OpenAI names it, {@code input[0].content}; null for the body itself. */
    private static @Nullable String param(Problem.FieldError wrong) {
        String place = wrong.pointer();
        if (!place.startsWith("/")) {
            return place.isEmpty() ? null : place;
        }
        return INDEX.matcher(place)
                .replaceAll("[$1]")
                .substring(1)
                .replace('/', '.')
                .replace("~1", "/")
                .replace("~0", "~");
    }
}
