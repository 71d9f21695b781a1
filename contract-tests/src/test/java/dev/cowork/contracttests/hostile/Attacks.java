package dev.cowork.contracttests.hostile;

import dev.cowork.contracttests.contracts.Bundle;
import dev.cowork.contracttests.contracts.Operation;
import dev.cowork.contracttests.contracts.Operation.Parameter;
import dev.cowork.contracttests.server.Api;
import dev.cowork.contracttests.server.Http;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Derives hostile requests from the contract: for each operation, parameter and field what its schema forbids. */
final class Attacks {

    private static final Set<String> INVALID = Set.of("validation_failed");

    private final Bundle bundle;
    private final Map<String, String> present;

    /**
     * Makes attacks for one server.
     *
     * @param present ids of things that are there, by the name of the path parameter that takes them
     */
    Attacks(Bundle bundle, Map<String, String> present) {
        this.bundle = bundle;
        this.present = present;
    }

    /** A right request of an operation, as far as its body's example goes. */
    Http.Request right(Operation operation) {
        return right(operation, Map.of(), Map.of());
    }

    private Http.Request right(Operation operation, Map<String, String> path, Map<String, String> query) {
        String target = Api.path(operation.path());
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
        return operation.hasBody() ? request.json(operation.requestExample().toString()) : request;
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private void each(BiConsumer<Operation, List<Attack>> maker, List<Attack> to) {
        bundle.operations().forEach(operation -> maker.accept(operation, to));
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
                (operation, to) -> bundle.resolve(operation.bodySchema())
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
                        if (parameter.required()) {
                            Http.Request without = Http.Request.of(operation.verb(), Api.path(operation.path()));
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

    /** Each operation under a name that is not the server's. */
    List<Attack> foreignHosts(List<String> hosts) {
        var attacks = new ArrayList<Attack>();
        each(
                (operation, to) -> hosts.forEach(host -> to.add(new Attack(
                        operation, "host " + host, right(operation).with("Host", host), Set.of("host_not_allowed")))),
                attacks);
        return attacks;
    }

    /** Each operation asked by a page of somebody else. */
    List<Attack> foreignOrigins(List<String> origins) {
        var attacks = new ArrayList<Attack>();
        each(
                (operation, to) -> origins.forEach(origin -> to.add(new Attack(
                        operation,
                        "origin " + origin,
                        right(operation).with("Origin", origin),
                        Set.of("origin_not_allowed")))),
                attacks);
        return attacks;
    }

    /** Each input that could end up in a path, with each of the strings; as it is and encoded. */
    List<Attack> traversals(List<String> strings) {
        var attacks = new ArrayList<Attack>();
        each(
                (operation, to) -> {
                    for (String string : strings) {
                        operation
                                .parameters("path")
                                .forEach(parameter -> to.add(new Attack(
                                        operation,
                                        "path " + parameter.name(),
                                        right(operation, Map.of(parameter.name(), encode(string)), Map.of()),
                                        Set.of())));
                        operation.parameters("query").stream()
                                .filter(parameter -> parameter
                                        .schema()
                                        .path("type")
                                        .asString("")
                                        .equals("string"))
                                .filter(parameter -> operation.method().equals("get") && !operation.streamsOnly())
                                .forEach(parameter -> to.add(new Attack(
                                        operation,
                                        "query " + parameter.name(),
                                        right(operation, Map.of(), Map.of(parameter.name(), encode(string))),
                                        Set.of())));
                    }
                },
                attacks);
        return attacks;
    }
}
