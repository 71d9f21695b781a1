package dev.cowork.contracttests.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cowork.contracttests.schema.StrictSchemas;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Catches: a field that is added, lost or renamed by accident while every contract stays green. */
class AnswerCheckTest {

    private static final Map<Bundle, StrictSchemas> SCHEMAS = new IdentityHashMap<>();
    private static final List<Bundle> BUNDLES = Bundle.all();

    private static Stream<Example> contracts() {
        return BUNDLES.stream()
                .flatMap(bundle -> bundle.operations().stream())
                .flatMap(operation -> Example.contracts(operation).stream())
                .filter(example -> !example.value().isMissingNode());
    }

    private static List<String> check(Example example, JsonNode answer) {
        return AnswerCheck.violations(
                SCHEMAS.computeIfAbsent(example.operation().bundle(), StrictSchemas::new),
                example,
                Integer.parseInt(example.status()),
                example.mediaType(),
                answer.toString());
    }

    /** The objects of an answer whose fields the contract fixes. */
    private static Stream<ObjectNode> objects(JsonNode answer) {
        Stream<ObjectNode> inside = answer.valueStream().flatMap(AnswerCheckTest::objects);
        return answer instanceof ObjectNode object ? Stream.concat(Stream.of(object), inside) : inside;
    }

    @TestFactory
    Stream<DynamicTest> theExampleItselfIsRight() {
        return contracts()
                .map(example -> DynamicTest.dynamicTest(
                        example.name(),
                        () -> assertThat(check(example, example.value())).isEmpty()));
    }

    @TestFactory
    Stream<DynamicTest> anExtraFieldInAnyObjectIsNoticed() {
        return contracts()
                .map(example -> DynamicTest.dynamicTest(example.name(), () -> {
                    JsonNode answer = example.value().deepCopy();
                    for (ObjectNode object : objects(answer).toList()) {
                        object.put("planted", 1);
                        assertThat(check(example, answer)).as(object.toString()).isNotEmpty();
                        object.remove("planted");
                    }
                }));
    }

    @TestFactory
    Stream<DynamicTest> aMissingFieldInAnyObjectIsNoticed() {
        return contracts()
                .map(example -> DynamicTest.dynamicTest(example.name(), () -> {
                    JsonNode answer = example.value().deepCopy();
                    for (ObjectNode object : objects(answer).toList()) {
                        for (String name : List.copyOf(object.propertyNames())) {
                            JsonNode removed = object.remove(name);
                            assertThat(check(example, answer))
                                    .as(name + " of " + object)
                                    .isNotEmpty();
                            object.set(name, removed);
                        }
                    }
                }));
    }

    @TestFactory
    Stream<DynamicTest> aRenamedFieldInAnyObjectIsNoticed() {
        return contracts()
                .map(example -> DynamicTest.dynamicTest(example.name(), () -> {
                    JsonNode answer = example.value().deepCopy();
                    for (ObjectNode object : objects(answer).toList()) {
                        for (String name : List.copyOf(object.propertyNames())) {
                            JsonNode value = object.remove(name);
                            object.set(name + "Renamed", value);
                            assertThat(check(example, answer))
                                    .as(name + " of " + object)
                                    .isNotEmpty();
                            object.remove(name + "Renamed");
                            object.set(name, value);
                        }
                    }
                }));
    }

    /** Two levels, so that it fits no field, not even one that maps names to plain values. */
    private static ObjectNode planted() {
        ObjectNode planted = Bundle.JSON.createObjectNode();
        planted.putObject("planted").put("deeper", true);
        return planted;
    }

    @TestFactory
    Stream<DynamicTest> aValueOfAnotherTypeIsNoticed() {
        return contracts()
                .map(example -> DynamicTest.dynamicTest(example.name(), () -> {
                    JsonNode answer = example.value().deepCopy();
                    for (ObjectNode object : objects(answer).toList()) {
                        for (String name : List.copyOf(object.propertyNames())) {
                            JsonNode value = object.path(name);
                            object.set(name, planted());
                            assertThat(check(example, answer))
                                    .as(name + " of " + object)
                                    .isNotEmpty();
                            object.set(name, value);
                        }
                    }
                }));
    }
}
