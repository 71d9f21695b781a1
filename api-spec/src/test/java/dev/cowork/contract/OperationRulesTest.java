package dev.cowork.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

class OperationRulesTest {

    private final Contract contract = Contract.read();

    @Test
    void everyOperationIdIsAVerbAndANounAndUnique() {
        kept(OperationRules::operationIdIsVerbAndNounAndUnique);
        found(OperationRules::operationIdIsVerbAndNounAndUnique, health -> health.put("operationId", "health"));
        found(OperationRules::operationIdIsVerbAndNounAndUnique, health -> health.put("operationId", "listProjects"));
    }

    @Test
    void everyTagIsKnownAndTheFolderOfItsFile() {
        kept(OperationRules::tagIsTheFolderAndKnown);
        found(OperationRules::tagIsTheFolderAndKnown, health -> tags(health).set(0, "projects"));
        found(OperationRules::tagIsTheFolderAndKnown, health -> tags(health).set(0, "unknown"));
        found(OperationRules::tagIsTheFolderAndKnown, health -> tags(health).add("projects"));
    }

    @Test
    void everySummaryIsOneLineAndEveryOperationIsDescribed() {
        kept(OperationRules::summaryIsOneLineAndDescriptionIsThere);
        found(OperationRules::summaryIsOneLineAndDescriptionIsThere, health -> health.put("summary", "Two\nlines"));
        found(OperationRules::summaryIsOneLineAndDescriptionIsThere, health -> health.remove("description"));
    }

    @Test
    void everyOperationListsItsErrorsAsProblems() {
        kept(OperationRules::errorsAreListedAsProblems);
        found(
                OperationRules::errorsAreListedAsProblems,
                health -> responses(health).remove("500"));
        found(
                OperationRules::errorsAreListedAsProblems,
                health -> responses(health).remove(List.of("403", "421")));
        found(OperationRules::errorsAreListedAsProblems, health -> health.putObject("requestBody"));
        found(
                OperationRules::errorsAreListedAsProblems,
                health -> responses(health).putObject("418"));
    }

    @Test
    void everyAnswerCarriesTheRequestId() {
        kept(OperationRules::everyAnswerCarriesTheRequestId);
        found(
                OperationRules::everyAnswerCarriesTheRequestId,
                health -> ((ObjectNode) health.at("/responses/200")).remove("headers"));
    }

    private void kept(Function<Contract, List<String>> rule) {
        assertThat(Contract.all())
                .allSatisfy(each -> assertThat(rule.apply(each)).isEmpty());
    }

    /** Plants a violation into {@code getHealth} and expects the rule to name that operation. */
    private void found(Function<Contract, List<String>> rule, Consumer<ObjectNode> planted) {
        var broken = contract.withBundle(bundle -> planted.accept((ObjectNode) bundle.at("/paths/~1health/get")));
        assertThat(rule.apply(broken))
                .isNotEmpty()
                .anyMatch(message -> message.contains("/health") || message.contains("taken"));
    }

    private static ObjectNode responses(ObjectNode operation) {
        return (ObjectNode) operation.path("responses");
    }

    private static ArrayNode tags(ObjectNode operation) {
        return (ArrayNode) operation.path("tags");
    }
}
