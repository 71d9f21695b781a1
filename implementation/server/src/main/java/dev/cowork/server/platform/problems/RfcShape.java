package dev.cowork.server.platform.problems;

import dev.cowork.server.platform.requests.RequestId;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.http.MediaType;
import org.springframework.web.server.ServerWebExchange;

/** RFC 9457, with a code, the request's id and JSON pointers to the wrong fields. */
final class RfcShape implements ProblemShape {

    @Override
    public boolean covers(ServerWebExchange exchange) {
        return true;
    }

    @Override
    public MediaType mediaType() {
        return MediaType.APPLICATION_PROBLEM_JSON;
    }

    @Override
    public Map<String, Object> body(Failure failure, ServerWebExchange exchange) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("type", "urn:cowork:problem:" + failure.code());
        body.put("title", failure.title());
        body.put("status", failure.status());
        body.put("detail", failure.detail());
        body.put("instance", String.valueOf(exchange.getRequest().getURI().getRawPath()));
        body.put("code", failure.code());
        body.put("request_id", RequestId.of(exchange));
        if (!failure.errors().isEmpty()) {
            body.put("errors", failure.errors().stream().map(RfcShape::field).toList());
        }
        return body;
    }

    /** A place in the body is a URI fragment, a parameter is called by its name. */
    private static Map<String, Object> field(Problem.FieldError error) {
        Map<String, Object> field = new LinkedHashMap<>();
        field.put("detail", error.detail());
        String place = error.pointer();
        if (place.isEmpty() || place.startsWith("/")) {
            field.put("pointer", "#" + place);
        } else {
            field.put(place.startsWith("#") ? "pointer" : "parameter", place);
        }
        return field;
    }
}
