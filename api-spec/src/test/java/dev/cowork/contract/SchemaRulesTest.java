package dev.cowork.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

class SchemaRulesTest {

    private final Contract contract = Contract.read();

    @Test
    void nothingIsInline() {
        kept(SchemaRules::nothingIsInline);
        found(
                SchemaRules::nothingIsInline,
                "Deleted",
                schema -> field(schema, "more").putObject("properties"));
        found(
                SchemaRules::nothingIsInline,
                "Deleted",
                schema -> field(schema, "more").putArray("enum"));
        found(
                SchemaRules::nothingIsInline,
                "Deleted",
                schema -> field(schema, "more").putArray("oneOf"));
        found(
                SchemaRules::nothingIsInline,
                "Deleted",
                schema -> field(schema, "more").putObject("items").putObject("properties"));
        found(
                SchemaRules::nothingIsInline,
                "Deleted",
                schema ->
                        field(schema, "more").putObject("additionalProperties").putObject("properties"));
        var inBody = contract.withBundle(
                bundle -> ((ObjectNode) bundle.at("/paths/~1health/get/responses/200/content/application~1json"))
                        .putObject("schema")
                        .putObject("properties"));
        assertThat(SchemaRules.nothingIsInline(inBody)).anyMatch(message -> message.contains("GET /health 200"));
    }

    @Test
    void unionsAreDiscriminated() {
        kept(SchemaRules::unionsAreDiscriminated);
        found(SchemaRules::unionsAreDiscriminated, "ResponseEvent", schema -> schema.remove("discriminator"));
        found(
                SchemaRules::unionsAreDiscriminated,
                "ResponseEvent",
                schema -> ((ArrayNode) schema.path("oneOf")).remove(0));
        found(
                SchemaRules::unionsAreDiscriminated,
                "ResponseQueuedEvent",
                schema -> field(schema, "type").put("const", "response.other"));
        found(
                SchemaRules::unionsAreDiscriminated,
                "ResponseQueuedEvent",
                schema -> field(schema, "type").put("const", "response.queued"));
    }

    @Test
    void weakSchemasAreListedAndListedOnesAreWeak() {
        kept(SchemaRules::weakSchemasAreListed);
        found(SchemaRules::weakSchemasAreListed, "Deleted", schema -> schema.put("additionalProperties", true));
        found(SchemaRules::weakSchemasAreListed, "Deleted", schema -> schema.remove("properties"));
        found(
                SchemaRules::weakSchemasAreListed,
                "Deleted",
                schema -> field(schema, "more").put("description", "anything"));
        found(SchemaRules::weakSchemasAreListed, "ToolArguments", schema -> {
            schema.remove("additionalProperties");
            schema.putObject("properties");
        });
        var unreasoned = contract.withWeak(weak -> ((ObjectNode) weak.path("undiscriminated")).put("ItemContent", ""));
        assertThat(SchemaRules.weakSchemasAreListed(unreasoned)).anyMatch(message -> message.contains("ItemContent"));
        var needless = contract.withWeak(weak -> ((ObjectNode) weak.path("freeForm")).put("Health", "why not"));
        assertThat(SchemaRules.weakSchemasAreListed(needless)).anyMatch(message -> message.contains("Health"));
    }

    @Test
    void schemasAndTheirFieldsAreDescribed() {
        kept(SchemaRules::schemasAreDescribed);
        found(SchemaRules::schemasAreDescribed, "Deleted", schema -> schema.remove("description"));
        found(
                SchemaRules::schemasAreDescribed,
                "Deleted",
                schema -> field(schema, "ok").put("type", "boolean"));
        found(SchemaRules::schemasAreDescribed, "Deleted", schema -> ((ArrayNode) schema.path("required")).add("gone"));
        var part = contract.withBundle(bundle -> ((ObjectNode) bundle.at("/components/schemas"))
                .putObject("Part")
                .put("description", "A part."));
        assertThat(SchemaRules.schemasAreDescribed(part)).anyMatch(message -> message.startsWith("Part"));
    }

    private void kept(Function<Contract, List<String>> rule) {
        assertThat(Contract.all())
                .allSatisfy(each -> assertThat(rule.apply(each)).isEmpty());
    }

    /** Plants a violation into the named schema and expects the rule to name it. */
    private void found(Function<Contract, List<String>> rule, String name, Consumer<ObjectNode> planted) {
        var broken =
                contract.withBundle(bundle -> planted.accept((ObjectNode) bundle.at("/components/schemas/" + name)));
        assertThat(rule.apply(broken)).anyMatch(message -> message.contains(name));
    }

    /** Replaces or adds a field of a schema by an empty one. */
    private static ObjectNode field(ObjectNode schema, String name) {
        return ((ObjectNode) schema.path("properties")).putObject(name);
    }
}
