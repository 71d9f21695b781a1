package dev.cowork.contract;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SourceRulesTest {

    private final Contract contract = Contract.read();
    private final String readme = Contract.text(Contract.FOLDER.resolve("README.md"));

    @Test
    void everySchemaHasAFileOfItsName() {
        assertThat(Contract.all())
                .allSatisfy(each -> assertThat(SourceRules.oneSchemaAFile(each)).isEmpty());
        var unused = contract.withSources(files -> files.put("components/schemas/common/Spare.yaml", "type: object"));
        assertThat(SourceRules.oneSchemaAFile(unused))
                .containsExactly("components/schemas/common/Spare.yaml: is not used");
        var twice = contract.withSources(files -> files.put("components/schemas/health/Project.yaml", ""));
        assertThat(SourceRules.oneSchemaAFile(twice)).anyMatch(message -> message.contains("the only one of its name"));
        var gone = contract.withSources(files -> files.remove("components/schemas/health/Health.yaml"));
        assertThat(SourceRules.oneSchemaAFile(gone)).containsExactly("Health: has no file of its own");
        var longer = contract.withSources(files -> files.merge("openapi.yaml", "\n".repeat(300), String::concat));
        assertThat(SourceRules.oneSchemaAFile(longer)).containsExactly("openapi.yaml: has more than 300 lines");
    }

    @Test
    void everyProblemCodeIsExplained() {
        assertThat(SourceRules.problemCodesAreExplained(Contract.all(), readme)).isEmpty();
        assertThat(SourceRules.problemCodesAreExplained(
                        Contract.all(), readme.replace("`queue_full`", "`queue_empty`")))
                .containsExactly("queue_full: not in README.md", "queue_empty: not in Problem");
    }

    @Test
    void everyExtensionIsExplained() {
        assertThat(Contract.all())
                .allSatisfy(each -> assertThat(SourceRules.extensionsAreExplained(each, readme))
                        .isEmpty());
        var novel = contract.withSources(files -> files.merge("openapi.yaml", "x-novel: true\n", String::concat));
        assertThat(SourceRules.extensionsAreExplained(novel, readme))
                .containsExactly("x-novel: is used in openapi.yaml and not in README.md");
    }
}
