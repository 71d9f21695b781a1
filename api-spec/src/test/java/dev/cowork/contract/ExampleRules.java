package dev.cowork.contract;

import dev.cowork.contract.Contract.Operation;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** Rules about examples, which are run as contracts. Each gives one sentence a violation. */
final class ExampleRules {

    private static final Set<String> REQUEST_PARTS = Set.of("path", "query", "headers", "body", "raw");
    private static final Pattern EXTERNAL = Pattern.compile("externalValue: (\\S+)");

    private ExampleRules() {}

    static List<String> everyBodyHasAnExample(Contract contract) {
        var found = new ArrayList<String>();
        for (Operation operation : contract.operations()) {
            bodyHasAnExample(
                    found, operation.where() + " request", operation.node().path("requestBody"));
            operation
                    .node()
                    .path("responses")
                    .forEachEntry((status, response) ->
                            bodyHasAnExample(found, operation.where() + " " + status, contract.resolve(response)));
        }
        return found;
    }

    private static void bodyHasAnExample(List<String> found, String where, JsonNode body) {
        body.path("content").forEachEntry((type, media) -> {
            if (media.path("examples").isEmpty()) {
                found.add(where + " " + type + ": has no example");
            }
        });
    }

    /** Keys are {@code <operationId>[.request|.<status>][.word]}; a shared one is the problem's code. */
    static List<String> keysAreNamedAfterTheirOperation(Contract contract) {
        var found = new ArrayList<String>();
        for (Example example : Example.of(contract)) {
            String suffix = example.isError() || example.status().equals("request") ? "." + example.status() : "";
            String expected = example.shared()
                    ? Pattern.quote(example.node().at("/value/code").asString(""))
                    : Pattern.quote(example.operation().id() + suffix) + "(\\.[a-z]+)*";
            if (!example.key().matches(expected)) {
                found.add(example.where() + ": must be named " + expected);
            }
        }
        for (Operation operation : contract.operations()) {
            if (Example.of(contract).stream()
                    .noneMatch(e -> e.operation().equals(operation) && e.isError() && !e.shared())) {
                found.add(operation.where() + ": has no error example of its own");
            }
        }
        return found;
    }

    /** Status, type and code of a problem agree with each other, with the response and with the known codes. */
    static List<String> problemsAreConsistent(Contract contract) {
        var known = new TreeSet<String>();
        contract.bundle()
                .at("/components/schemas/Problem/properties/code/x-extensible-enum")
                .forEach(code -> known.add(code.asString()));
        var found = new ArrayList<String>();
        for (Example example : Example.of(contract)) {
            JsonNode problem = example.node().path("value");
            String code = problem.path("code").asString("");
            if (example.isError()
                    && (!known.contains(code)
                            || !problem.path("type").asString("").equals("urn:cowork:problem:" + code)
                            || !problem.path("status").asString("").equals(example.status()))) {
                found.add(example.where() + ": code, type and status do not fit each other");
            }
        }
        return found;
    }

    /** {@code x-request} names parts of a request and parameters of its operation. */
    static List<String> requestsFitTheirOperation(Contract contract) {
        var found = new ArrayList<String>();
        for (Example example : Example.of(contract)) {
            JsonNode request = example.node().path("x-request");
            request.propertyNames().stream()
                    .filter(part -> !REQUEST_PARTS.contains(part))
                    .forEach(part -> found.add(example.where() + ": x-request has no " + part));
            for (String in : List.of("path", "query")) {
                Set<String> declared = parameters(contract, example.operation(), in);
                request.path(in).propertyNames().stream()
                        .filter(name -> !declared.contains(name))
                        .forEach(name -> found.add(example.where() + ": there is no " + in + " parameter " + name));
            }
        }
        return found;
    }

    private static Set<String> parameters(Contract contract, Operation operation, String in) {
        var names = new TreeSet<String>();
        for (JsonNode list :
                List.of(operation.item().path("parameters"), operation.node().path("parameters"))) {
            for (JsonNode reference : list) {
                JsonNode parameter = contract.resolve(reference);
                if (parameter.path("in").asString("").equals(in)) {
                    names.add(parameter.path("name").asString());
                }
            }
        }
        return names;
    }

    /** Each file is used once under its own name, and each name that is used has its file. */
    static List<String> filesAreUsed(Contract contract) {
        var found = new ArrayList<String>();
        var used = new TreeSet<String>();
        contract.sources().forEach((path, text) -> {
            if (path.startsWith("examples/")) {
                return;
            }
            for (var match = EXTERNAL.matcher(text); match.find(); ) {
                String file = match.group(1).replaceFirst("^(\\.\\./)+", "");
                String key = file.replaceFirst(".*/", "").replaceFirst("\\.json$", "");
                if (!used.add(file)) {
                    found.add(file + ": is used twice");
                }
                if (!contract.sources().containsKey(file)) {
                    found.add(file + ": is used in " + path + " and not there");
                }
                if (!text.contains(" " + key + ":\n")) {
                    found.add(file + ": is not used under its own name in " + path);
                }
            }
        });
        contract.sources().keySet().stream()
                .filter(path -> path.startsWith("examples/") && !used.contains(path))
                .forEach(path -> found.add(path + ": is not used"));
        return found;
    }
}
