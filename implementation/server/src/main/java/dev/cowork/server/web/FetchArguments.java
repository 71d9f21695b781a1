package dev.cowork.server.web;

import dev.cowork.server.platform.problems.Problem;
import dev.cowork.server.platform.web.WebAddress;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a model passed to the tool.
 *
 * @param address what to fetch
 * @param most how many characters to show
 * @param offset how many characters of the text to pass over
 */
record FetchArguments(WebAddress address, int most, int offset) {

    private static final int USUAL = 20_000;
    private static final int FEWEST = 500;

    /** So that a result is not cut once more on its way to the model. */
    private static final int MOST = 60_000;

    /** @throws Problem when an argument is missing or of a wrong type */
    static FetchArguments of(JsonNode arguments) {
        return new FetchArguments(
                address(arguments),
                Math.clamp(number(arguments, "max_chars", USUAL), FEWEST, MOST),
                number(arguments, "offset", 0));
    }

    static WebAddress address(JsonNode arguments) {
        JsonNode url = arguments.get("url");
        if (url == null || !url.isString()) {
            throw Problem.invalid("/url", "The argument url must be an address.");
        }
        return WebAddress.parse(url.stringValue());
    }

    /** A whole number of at least 0; models also write numbers as text. */
    private static int number(JsonNode arguments, String name, int otherwise) {
        JsonNode value = arguments.get(name);
        if (value == null || value.isNull()) {
            return otherwise;
        }
        String digits = value.isString() ? value.stringValue().strip() : value.toString();
        if (!digits.matches("\\d{1,9}")) {
            throw Problem.invalid("/" + name, "The argument " + name + " must be a whole number.");
        }
        return Integer.parseInt(digits);
    }

    static ObjectNode schema() {
        ObjectNode schema = JsonNodeFactory.instance.objectNode().put("type", "object");
        ObjectNode properties = schema.putObject("properties");
        properties.putObject("url").put("type", "string").put("description", "The address, with https:// or http://.");
        properties
                .putObject("max_chars")
                .put("type", "integer")
                .put(
                        "description",
                        "How many characters to show, " + FEWEST + " to " + MOST + "; " + USUAL + " when left out.");
        properties
                .putObject("offset")
                .put("type", "integer")
                .put("description", "How many characters of the page's text to pass over.");
        schema.putArray("required").add("url");
        return schema.put("additionalProperties", false);
    }
}
