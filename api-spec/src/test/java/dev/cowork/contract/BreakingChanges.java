package dev.cowork.contract;

import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.parser.OpenAPIV3Parser;
import io.swagger.v3.parser.core.models.ParseOptions;
import java.util.ArrayList;
import java.util.List;
import org.openapitools.openapidiff.core.OpenApiCompare;
import org.openapitools.openapidiff.core.model.ChangedOpenApi;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a new bundle takes away from the readers and callers of a released one. openapi-diff sees operations,
 * parameters, answers and constraints; it is blind to the members of unions and to the types of OpenAPI 3.1, which
 * {@link SchemaChanges} sees.
 */
final class BreakingChanges {

    private BreakingChanges() {}

    /**
     * One sentence a change.
     *
     * @throws IllegalArgumentException if one of the two cannot be parsed: a failed comparison must not look clean
     */
    static List<String> between(String released, String current) {
        JsonNode before = withoutExamples(released);
        JsonNode after = withoutExamples(current);
        ChangedOpenApi diff = OpenApiCompare.fromSpecifications(parsed(before), parsed(after));
        var found = new ArrayList<String>();
        diff.getMissingEndpoints().forEach(gone -> found.add(gone.getMethod() + " " + gone.getPathUrl() + ": is gone"));
        diff.getChangedOperations().stream()
                .filter(changed -> changed.isIncompatible())
                .forEach(changed ->
                        found.add(changed.getHttpMethod() + " " + changed.getPathUrl() + ": changed incompatibly"));
        if (diff.isIncompatible() && found.isEmpty()) {
            found.add("the document changed incompatibly");
        }
        found.addAll(SchemaChanges.between(before, after));
        return found;
    }

    /** Examples are most of a bundle and break nobody; without them a comparison takes a fraction of the time. */
    private static JsonNode withoutExamples(String document) {
        JsonNode node = Contract.YAML.readTree(document);
        node.findParents("examples").forEach(parent -> ((ObjectNode) parent).remove("examples"));
        return node;
    }

    private static OpenAPI parsed(JsonNode node) {
        var options = new ParseOptions();
        options.setResolve(true);
        var result = new OpenAPIV3Parser().readContents(Contract.JSON.writeValueAsString(node), List.of(), options);
        List<String> messages = result.getMessages() == null ? List.of() : result.getMessages();
        OpenAPI document = result.getOpenAPI();
        if (document == null || !messages.isEmpty()) {
            throw new IllegalArgumentException("cannot be parsed: " + messages);
        }
        if (document.getPaths() == null || document.getPaths().isEmpty()) {
            throw new IllegalArgumentException("has no paths");
        }
        return document;
    }
}
