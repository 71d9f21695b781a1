package dev.cowork.contract;

import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Validates examples against the schemas of the bundle, as JSON Schema 2020-12 with formats asserted. */
final class ExampleValidator {

    private static final String BASE = "urn:cowork:bundle";

    private final SchemaRegistry registry;
    private final Contract contract;

    ExampleValidator(Contract contract) {
        this.contract = contract;
        String document = Contract.JSON.writeValueAsString(closed(contract.bundle()));
        var config =
                SchemaRegistryConfig.builder().formatAssertionsEnabled(true).build();
        registry = SchemaRegistry.withDefaultDialect(
                SpecificationVersion.DRAFT_2020_12,
                builder -> builder.schemaRegistryConfig(config)
                        .resourceLoaders(loaders -> loaders.resources(Map.of(BASE, document))));
    }

    /** One sentence for everything an example does against its schema. */
    List<String> violations() {
        var found = new ArrayList<String>();
        for (Example example : Example.of(contract)) {
            violations(example.schema(), example.node().path("value"))
                    .forEach(message -> found.add(example.where() + ": " + message));
        }
        return found;
    }

    /** What a value does against the schema at a JSON pointer of the bundle. */
    List<String> violations(String pointer, JsonNode value) {
        return registry.getSchema(SchemaLocation.of(BASE + "#" + pointer)).validate(value).stream()
                .map(error -> error.getInstanceLocation() + " " + error.getMessage())
                .toList();
    }

    /** The bundle with every object closed, so that a misspelt optional field of an example is noticed. */
    private static ObjectNode closed(ObjectNode bundle) {
        ObjectNode copy = bundle.deepCopy();
        copy.at("/components/schemas").forEach(schema -> {
            if (schema.has("properties") && !schema.has("additionalProperties")) {
                ((ObjectNode) schema).put("additionalProperties", false);
            }
        });
        return copy;
    }
}
