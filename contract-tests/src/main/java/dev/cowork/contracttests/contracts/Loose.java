package dev.cowork.contracttests.contracts;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Tells which values of an example are the server's own making - times, versions, paths, sentences, ids it gives - and
 * are compared by form; every other value is compared as it stands.
 */
public final class Loose {

    /** Schema and field whose value is chosen by the server, beside times, folders and ids. */
    private static final Set<String> FIELDS = Set.of(
            "Problem.title",
            "Problem.detail",
            "ProblemError.detail",
            "ErrorDetails.message",
            "Response.created_at",
            "Response.completed_at",
            "Project.version",
            "Conversation.version",
            "Conversation.preview",
            "Health.server_version",
            "Health.anton_version",
            "Health.aid",
            "Setting.label",
            "Setting.description",
            "OutputText.text",
            "Item.startedAt",
            "Item.content",
            "Item.events",
            "InFlight.latest_seq",
            "InFlightEntry.latest_seq",
            "Usage.input_tokens",
            "Usage.output_tokens",
            "Usage.total_tokens",
            "InputTokensDetails.cached_tokens",
            "OutputTokensDetails.reasoning_tokens");

    private static final Pattern MADE_UP_ID = Pattern.compile("[a-z]+_example\\w*");
    private static final String REQUEST_ID = "req_example";
    private static final String TIME = "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z";

    private final Bundle bundle;
    private final String mentioned;

    private Loose(Example example) {
        this.bundle = example.operation().bundle();
        this.mentioned = example.mentions();
    }

    /** The matchers of an example's answer, in the form the contract tool reads. */
    static ArrayNode matchers(Example example) {
        Map<String, JsonNode> found = new LinkedHashMap<>();
        new Loose(example).collect("$", example.value(), example.schema(), "", found);
        ArrayNode matchers = Bundle.JSON.createArrayNode();
        found.forEach((path, value) -> {
            ObjectNode matcher = matchers.addObject().put("path", path);
            if (value.isString()) {
                // one matcher stands for the values of all elements, whose folders differ
                boolean folders = path.contains("[*]") && value.asString().startsWith("/home/");
                matcher.put("type", "by_regex").put("value", folders ? "/.+" : regex(value.asString()));
            } else if (value.isArray()) {
                matcher.put("type", "by_type").put("minOccurrence", 0);
            } else {
                matcher.put("type", "by_type");
            }
        });
        return matchers;
    }

    private void collect(String path, JsonNode value, JsonNode schemaOrRef, String field, Map<String, JsonNode> found) {
        JsonNode schema = chosen(schemaOrRef, value);
        if (isLoose(value, schema, field)) {
            found.putIfAbsent(path, value);
        } else if (value.isObject()) {
            String name = Bundle.schemaName(branch(schemaOrRef, value));
            value.forEachEntry((key, child) -> collect(
                    path + "['" + key + "']", child, schema.path("properties").path(key), name + "." + key, found));
        } else if (value.isArray() && path.contains("[*]")) {
            // the generated assertions cannot tell the arrays of different elements apart; the second look can
            found.putIfAbsent(path, value);
        } else if (value.isArray()) {
            value.forEach(child -> collect(path + "[*]", child, schema.path("items"), field, found));
        }
    }

    /**
     * What an answer lacks of an example or says otherwise; fields that only the answer has are the schema's business.
     * Every element of an array must be found in the answer, whatever stands between.
     */
    public static List<String> differences(Example example, JsonNode answer) {
        var found = new ArrayList<String>();
        new Loose(example).compare("$", example.value(), answer, example.schema(), "", found);
        return found;
    }

    private void compare(
            String path, JsonNode value, JsonNode answer, JsonNode schemaOrRef, String field, List<String> found) {
        JsonNode schema = chosen(schemaOrRef, value);
        if (isLoose(value, schema, field)) {
            boolean fits = value.isString()
                    ? answer.isString() && answer.asString().matches(regex(value.asString()))
                    : value.getNodeType() == answer.getNodeType();
            if (!fits) {
                found.add(path + " is " + answer + ", not of the form of " + value);
            }
        } else if (value.isObject() && answer.isObject()) {
            String name = Bundle.schemaName(branch(schemaOrRef, value));
            value.forEachEntry((key, child) -> {
                JsonNode childSchema = schema.path("properties").path(key);
                compare(path + "." + key, child, answer.path(key), childSchema, name + "." + key, found);
            });
        } else if (value.isArray() && answer.isArray() && !value.isEmpty()) {
            for (int i = 0; i < value.size(); i++) {
                compareElement(path + "[" + i + "]", value.get(i), answer, schema.path("items"), field, found);
            }
        } else if (!value.equals(answer)) {
            found.add(path + " is " + answer + " instead of " + value);
        }
    }

    private void compareElement(
            String path, JsonNode value, JsonNode answer, JsonNode schema, String field, List<String> found) {
        List<String> closest = List.of(path + " is missing");
        for (JsonNode candidate : answer) {
            var differences = new ArrayList<String>();
            compare(path, value, candidate, schema, field, differences);
            if (differences.isEmpty()) {
                return;
            }
            if (closest.size() >= differences.size()) {
                closest = differences;
            }
        }
        found.addAll(closest);
    }

    private boolean isLoose(JsonNode value, JsonNode schema, String field) {
        if (value.isNull() || value.isBoolean() || value.isEmpty() && value.isArray()) {
            return false;
        }
        if (FIELDS.contains(field) || schema.path("format").asString("").equals("date-time")) {
            return true;
        }
        if (!value.isString()) {
            return false;
        }
        String text = value.asString();
        return text.startsWith("/home/")
                || MADE_UP_ID.matcher(text).matches() && (text.equals(REQUEST_ID) || !mentioned.contains(text));
    }

    /** The form of a value: a time, a folder of the same name, or any text. */
    public static String regex(String value) {
        if (value.matches(TIME)) {
            return TIME;
        }
        if (value.startsWith("/home/")) {
            return "/.+" + Pattern.quote(value.substring(value.lastIndexOf('/')));
        }
        return "[\\s\\S]*";
    }

    /** The branch of a union that fits the value by its JSON type; the schema itself when it is none. */
    private JsonNode branch(JsonNode schemaOrRef, JsonNode value) {
        for (JsonNode candidate : bundle.resolve(schemaOrRef).path("oneOf")) {
            String type = bundle.resolve(candidate).path("type").asString("");
            if (type.equals(
                    value.isObject() ? "object" : value.isArray() ? "array" : value.isNull() ? "null" : "string")) {
                return branch(candidate, value);
            }
        }
        return schemaOrRef;
    }

    private JsonNode chosen(JsonNode schemaOrRef, JsonNode value) {
        return bundle.resolve(branch(schemaOrRef, value));
    }
}
