package dev.cowork.contract;

import dev.cowork.contract.Contract.Operation;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** Rules about names, tags, texts and errors of operations. Each gives one sentence a violation. */
final class OperationRules {

    private static final String VERB_NOUN =
            "(get|list|create|update|delete|cancel|tail|describe|answer|move|run|import|export|validate|test)[A-Z][A-Za-z0-9]*";
    private static final String PROBLEM = "#/components/schemas/Problem";

    private OperationRules() {}

    static List<String> operationIdIsVerbAndNounAndUnique(Contract contract) {
        var found = new ArrayList<String>();
        var seen = new HashSet<String>();
        for (Operation operation : contract.operations()) {
            if (!operation.id().matches(VERB_NOUN)) {
                found.add(operation.where() + ": operationId '" + operation.id() + "' is not a verb and a noun");
            }
            if (!seen.add(operation.id())) {
                found.add(operation.where() + ": operationId '" + operation.id() + "' is taken");
            }
        }
        return found;
    }

    static List<String> tagIsTheFolderAndKnown(Contract contract) {
        var found = new ArrayList<String>();
        Set<String> known = new HashSet<>(contract.bundle().path("tags").findValuesAsString("name"));
        JsonNode root = Contract.YAML.readTree(contract.sources().get("openapi.yaml"));
        for (Operation operation : contract.operations()) {
            JsonNode tags = operation.node().path("tags");
            String tag = tags.path(0).asString("");
            String file = root.path("paths").path(operation.path()).path("$ref").asString("");
            if (tags.size() != 1 || !known.contains(tag)) {
                found.add(operation.where() + ": needs one tag of the root's list, has " + tags);
            }
            if (!file.startsWith("paths/" + tag + "/")) {
                found.add(operation.where() + ": tag '" + tag + "' is not the folder of " + file);
            }
        }
        return found;
    }

    static List<String> summaryIsOneLineAndDescriptionIsThere(Contract contract) {
        var found = new ArrayList<String>();
        for (Operation operation : contract.operations()) {
            String summary = operation.node().path("summary").asString("");
            if (summary.isBlank() || summary.contains("\n") || summary.length() > 80 || summary.endsWith(".")) {
                found.add(operation.where() + ": summary must be one short line without a full stop");
            }
            if (operation.node().path("description").asString("").isBlank()) {
                found.add(operation.where() + ": description is missing");
            }
        }
        return found;
    }

    static List<String> errorsAreListedAsProblems(Contract contract) {
        var found = new ArrayList<String>();
        for (Operation operation : contract.operations()) {
            JsonNode responses = operation.node().path("responses");
            if (!responses.has("500") || responses.propertyNames().stream().noneMatch(s -> s.startsWith("4"))) {
                found.add(operation.where() + ": needs a 4XX and the 500");
            }
            if (operation.node().has("requestBody")
                    && !responses.propertyNames().containsAll(bodyErrors(contract))) {
                found.add(operation.where() + ": takes a body and needs " + bodyErrors(contract));
            }
            responses.forEachEntry((status, reference) -> {
                JsonNode content = contract.resolve(reference).path("content");
                JsonNode schema = content.path("application/problem+json").path("schema");
                if (status.compareTo("400") >= 0
                        && (content.size() != 1
                                || !schema.path("$ref").asString("").equals(PROBLEM))) {
                    found.add(operation.where() + " " + status + ": an error is a Problem and nothing else");
                }
            });
        }
        return found;
    }

    /** On the OpenAI contract wrong input is 400, whatever is wrong with it. */
    private static List<String> bodyErrors(Contract contract) {
        return contract.name().equals("openai") ? List.of("400", "413", "415") : List.of("400", "413", "415", "422");
    }

    static List<String> everyAnswerCarriesTheRequestId(Contract contract) {
        var found = new ArrayList<String>();
        for (Operation operation : contract.operations()) {
            operation.node().path("responses").forEachEntry((status, reference) -> {
                if (!contract.resolve(reference).path("headers").has("X-Request-Id")) {
                    found.add(operation.where() + " " + status + ": header X-Request-Id is missing");
                }
            });
        }
        return found;
    }
}
