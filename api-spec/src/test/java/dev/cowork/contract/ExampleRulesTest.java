package dev.cowork.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class ExampleRulesTest {

    private static final String HEALTH = "/paths/~1health/get/responses/200/content/application~1json/examples";
    private static final String HEALTH_421 =
            "/paths/~1health/get/responses/421/content/application~1problem+json/examples";
    private static final String MALFORMED =
            "/components/responses/MalformedJson/content/application~1problem+json/examples";

    private final Contract contract = Contract.read();

    @Test
    void everyRequestAndEveryAnswerHasAnExample() {
        kept(ExampleRules::everyBodyHasAnExample);
        found(ExampleRules::everyBodyHasAnExample, HEALTH, ObjectNode::removeAll);
        found(ExampleRules::everyBodyHasAnExample, MALFORMED, ObjectNode::removeAll);
        found(
                ExampleRules::everyBodyHasAnExample,
                "/paths/~1projects/post/requestBody/content/application~1json/examples",
                ObjectNode::removeAll);
    }

    @Test
    void keysAreNamedAfterTheirOperationWhichHasAnErrorOfItsOwn() {
        kept(ExampleRules::keysAreNamedAfterTheirOperation);
        found(ExampleRules::keysAreNamedAfterTheirOperation, HEALTH, examples -> rename(examples, "getHealth", "up"));
        found(
                ExampleRules::keysAreNamedAfterTheirOperation,
                MALFORMED,
                examples -> rename(examples, "malformed_json", "bad"));
        found(ExampleRules::keysAreNamedAfterTheirOperation, HEALTH_421, ObjectNode::removeAll);
    }

    @Test
    void codeTypeAndStatusOfAProblemFitEachOther() {
        kept(ExampleRules::problemsAreConsistent);
        String problem = HEALTH_421 + "/getHealth.421/value";
        found(ExampleRules::problemsAreConsistent, problem, value -> value.put("status", 403));
        found(ExampleRules::problemsAreConsistent, problem, value -> value.put("type", "about:blank"));
        found(
                ExampleRules::problemsAreConsistent,
                problem,
                value -> value.put("code", "made_up").put("type", "urn:cowork:problem:made_up"));
    }

    @Test
    void theRequestOfAnExampleFitsItsOperation() {
        kept(ExampleRules::requestsFitTheirOperation);
        String example =
                "/paths/~1projects/get/responses/422/content/application~1problem+json/examples/listProjects.422";
        found(
                ExampleRules::requestsFitTheirOperation,
                example,
                node -> node.putObject("x-request").put("cookies", "no"));
        found(
                ExampleRules::requestsFitTheirOperation,
                example,
                node -> node.putObject("x-request").putObject("query").put("page", 3));
    }

    @Test
    void everyFileIsUsedOnceUnderItsOwnName() {
        kept(ExampleRules::filesAreUsed);
        var left = contract.withSources(files -> files.put("examples/health/left.json", "{}"));
        assertThat(ExampleRules.filesAreUsed(left)).containsExactly("examples/health/left.json: is not used");
        var gone = contract.withSources(files -> files.remove("examples/health/getHealth.json"));
        assertThat(ExampleRules.filesAreUsed(gone)).anyMatch(message -> message.endsWith("and not there"));
        var renamed = contract.withSources(files -> files.computeIfPresent(
                "paths/health/health.yaml", (path, text) -> text.replace(" getHealth:\n", " up:\n")));
        assertThat(ExampleRules.filesAreUsed(renamed)).anyMatch(message -> message.contains("its own name"));
        var twice = contract.withSources(
                files -> files.put("paths/health/again.yaml", files.get("paths/health/health.yaml")));
        assertThat(ExampleRules.filesAreUsed(twice)).anyMatch(message -> message.endsWith("is used twice"));
    }

    private void kept(Function<Contract, List<String>> rule) {
        assertThat(Contract.all())
                .allSatisfy(each -> assertThat(rule.apply(each)).isEmpty());
    }

    private void found(Function<Contract, List<String>> rule, String pointer, Consumer<ObjectNode> planted) {
        var broken = contract.withBundle(bundle -> planted.accept((ObjectNode) bundle.at(pointer)));
        assertThat(rule.apply(broken)).isNotEmpty();
    }

    private static void rename(ObjectNode node, String from, String to) {
        node.set(to, node.remove(from));
    }
}
