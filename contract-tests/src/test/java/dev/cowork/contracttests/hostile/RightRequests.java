package dev.cowork.contracttests.hostile;

import dev.cowork.contracttests.contracts.Operation;
import dev.cowork.contracttests.contracts.Operation.Parameter;
import dev.cowork.contracttests.server.Http;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * Requests as the contract wants them, to be spoilt in one place.
 *
 * @param present ids of things that are there, by the name of the parameter that takes them
 */
public record RightRequests(Map<String, String> present) {

    /** A right request of an operation, as far as its body's example goes. */
    public Http.Request of(Operation operation) {
        return of(operation, Map.of(), Map.of());
    }

    /**
     * The same with other parameters.
     *
     * @param path values of path parameters by their name, as they shall stand in the address
     * @param query values of query parameters by their name, as they shall stand in the address
     */
    public Http.Request of(Operation operation, Map<String, String> path, Map<String, String> query) {
        String target = operation.fullPath();
        for (Parameter parameter : operation.parameters("path")) {
            String value = path.getOrDefault(
                    parameter.name(),
                    present.getOrDefault(parameter.name(), parameter.example().asString("x")));
            target = target.replace("{" + parameter.name() + "}", value);
        }
        Map<String, String> all = new LinkedHashMap<>();
        for (Parameter parameter : operation.parameters("query")) {
            if (parameter.required()) {
                all.put(parameter.name(), encode(present.getOrDefault(parameter.name(), "x")));
            }
        }
        all.putAll(query);
        var text = new StringBuilder(target);
        all.forEach((name, value) -> text.append(text.indexOf("?") < 0 ? '?' : '&')
                .append(name)
                .append('=')
                .append(value));
        Http.Request request = Http.Request.of(operation.verb(), text.toString());
        JsonNode example = operation.requestExample();
        return operation.hasBody() ? request.json(example.toString()) : request;
    }

    /** A text with everything escaped that an address does not take. */
    public static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
