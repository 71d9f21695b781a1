package dev.cowork.contracttests.hostile;

import dev.cowork.contracttests.contracts.Bundle;
import dev.cowork.contracttests.contracts.Operation;
import dev.cowork.contracttests.contracts.Operation.Parameter;
import dev.cowork.contracttests.server.Http;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Derives hostile requests from the contract: for each operation, parameter and field what its schema forbids. */
final class Attacks {

    private static final Set<String> INVALID = Set.of("validation_failed");

    private final List<Bundle> bundles;
    private final RightRequests right;

    /**
     * Makes attacks for one server.
     *
     * @param present ids of things that are there, by the name of the path parameter that takes them
     */
    Attacks(List<Bundle> bundles, Map<String, String> present) {
        this.bundles = bundles;
        this.right = new RightRequests(present);
    }

    private Http.Request right(Operation operation) {
        return right.of(operation);
    }

    private Http.Request right(Operation operation, Map<String, String> path, Map<String, String> query) {
        return right.of(operation, path, query);
    }

    private static String encode(String text) {
        return RightRequests.encode(text);
    }

    private void each(BiConsumer<Operation, List<Attack>> maker, List<Attack> to) {
        bundles.forEach(bundle -> bundle.operations().forEach(operation -> maker.accept(operation, to)));
    }

    /** Bodies that are no JSON. */
    List<Attack> malformedJson() {
        var attacks = new ArrayList<Attack>();
        each(
                (operation, to) -> {
                    if (operation.hasBody()) {
                        for (String body : List.of(
                                "{", "{\"a\":", "nope", "{'a':1}", "[1,", "{\"a\":1,}", "\"", "{\"a\" 1}", "\u0000")) {
                            to.add(new Attack(
                                    operation,
                                    "malformed JSON",
                                    right(operation).json(body),
                                    Set.of("malformed_json")));
                        }
                    }
                },
                attacks);
        return attacks;
    }

    /** Bodies that are JSON and no object. */
    List<Attack> wrongBodies() {
        var attacks = new ArrayList<Attack>();
        each(
                (operation, to) -> {
                    if (operation.hasBody()) {
                        for (String body : List.of("[]", "[{}]", "\"text\"", "1", "true", "null")) {
                            to.add(new Attack(
                                    operation,
                                    "a body of another type",
                                    right(operation).json(body),
                                    INVALID));
                        }
                    }
                },
                attacks);
        return attacks;
    }

    /** Each field with each type it does not have, and beyond each of its bounds. */
    List<Attack> wrongFields() {
        var attacks = new ArrayList<Attack>();
        each(
                (operation, to) -> {
                    Bundle bundle = operation.bundle();
                    JsonNode schema = bundle.resolve(operation.bodySchema());
                    schema.path("properties").forEachEntry((name, property) -> {
                        for (JsonNode value : Wrong.values(bundle, property)) {
                            ObjectNode body =
                                    (ObjectNode) operation.requestExample().deepCopy();
                            body.set(name, value);
                            to.add(new Attack(
                                    operation,
                                    "field " + name,
                                    right(operation).json(body.toString()),
                                    Set.of("validation_failed", "setting_invalid")));
                        }
                    });
                },
                attacks);
        return attacks;
    }

    /** Each required field left out. */
    List<Attack> missingFields() {
        var attacks = new ArrayList<Attack>();
        each(
                (operation, to) -> operation
                        .bundle()
                        .resolve(operation.bodySchema())
                        .path("required")
                        .forEach(name -> {
                            ObjectNode body =
                                    (ObjectNode) operation.requestExample().deepCopy();
                            body.remove(name.asString());
                            to.add(new Attack(
                                    operation,
                                    "without " + name,
                                    right(operation).json(body.toString()),
                                    INVALID));
                        }),
                attacks);
        return attacks;
    }

    /** Each query parameter against its schema, and each required one left out. */
    List<Attack> wrongParameters() {
        var attacks = new ArrayList<Attack>();
        each(
                (operation, to) -> {
                    for (Parameter parameter : operation.parameters("query")) {
                        for (String value : Wrong.texts(parameter.schema())) {
                            to.add(new Attack(
                                    operation,
                                    "parameter " + parameter.name(),
                                    right(operation, Map.of(), Map.of(parameter.name(), encode(value))),
                                    INVALID));
                        }
                        to.add(new Attack(
                                operation,
                                "parameter " + parameter.name() + " twice",
                                right(operation, Map.of(), Map.of(parameter.name(), "1&" + parameter.name() + "=1")),
                                INVALID));
                        if (parameter.required()) {
                            Http.Request without = Http.Request.of(operation.verb(), operation.fullPath());
                            to.add(new Attack(operation, "without " + parameter.name(), without, INVALID));
                        }
                    }
                },
                attacks);
        return attacks;
    }

    /** Each id in a path replaced by one that does not exist. */
    List<Attack> absentIds() {
        var attacks = new ArrayList<Attack>();
        each(
                (operation, to) -> {
                    for (Parameter parameter : operation.parameters("path")) {
                        var codes = new java.util.HashSet<String>();
                        codes.addAll(operation.codes("404"));
                        codes.addAll(operation.codes("400"));
                        codes.remove("malformed_json");
                        // the deepest thing of a path that is not there may be any of those above it
                        codes.add(parameter.name().replaceFirst("_id$", "") + "_not_found");
                        to.add(new Attack(
                                operation,
                                "absent " + parameter.name(),
                                right(operation, Map.of(parameter.name(), "absent_missing"), Map.of()),
                                codes));
                    }
                },
                attacks);
        return attacks;
    }
}
