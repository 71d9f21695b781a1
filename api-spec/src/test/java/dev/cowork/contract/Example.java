package dev.cowork.contract;

import dev.cowork.contract.Contract.Operation;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * One example of a body.
 *
 * @param operation the operation it belongs to
 * @param status the HTTP status, {@code request} for a request body
 * @param shared whether it stands in a response that several operations use
 * @param key its name
 * @param node summary, value and extensions
 * @param schema JSON pointer of its schema in the bundle
 */
record Example(Operation operation, String status, boolean shared, String key, JsonNode node, String schema) {

    /** Every example of every operation; a shared one once an operation. */
    static List<Example> of(Contract contract) {
        var found = new ArrayList<Example>();
        for (Operation operation : contract.operations()) {
            collect(contract, found, operation, "request", operation.node().path("requestBody"), "/requestBody");
            operation
                    .node()
                    .path("responses")
                    .forEachEntry((status, response) ->
                            collect(contract, found, operation, status, response, "/responses/" + status));
        }
        return found;
    }

    private static void collect(
            Contract contract, List<Example> found, Operation operation, String status, JsonNode body, String path) {
        boolean shared = body.has("$ref");
        String pointer = shared ? body.path("$ref").asString().substring(1) : operation.pointer() + path;
        contract.resolve(body).path("content").forEachEntry((type, media) -> {
            String schema = pointer + "/content/" + type.replace("/", "~1") + "/schema";
            media.path("examples")
                    .forEachEntry((key, node) -> found.add(new Example(operation, status, shared, key, node, schema)));
        });
    }

    boolean isError() {
        return status.matches("[45]\\d\\d");
    }

    /** How messages name it. */
    String where() {
        return operation.where() + " " + status + " example " + key;
    }
}
