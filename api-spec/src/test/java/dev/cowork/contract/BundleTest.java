package dev.cowork.contract;

import static dev.cowork.contract.Contract.FOLDER;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class BundleTest {

    private final Contract contract = Contract.read();

    static List<Contract> contracts() {
        return Contract.all();
    }

    @ParameterizedTest
    @MethodSource("contracts")
    void theBundleIsMadeOfTheSourcesAsTheyAreNow(Contract each) {
        assertThat(published(each))
                .as("published/ is stale: run \"npm run bundle\" in api-spec and commit the result")
                .isEqualTo(SourceHash.of(each.sources()));
    }

    @Test
    void aChangedAnAddedAndARenamedSourceEachChangeTheHash() {
        var changed = contract.withSources(files -> files.merge("openapi.yaml", " ", String::concat));
        var added = contract.withSources(files -> files.put("examples/health/another.json", ""));
        var renamed =
                contract.withSources(files -> files.put("openapi2.yaml", String.valueOf(files.remove("openapi.yaml"))));
        assertThat(published(contract))
                .isNotEqualTo(SourceHash.of(changed.sources()))
                .isNotEqualTo(SourceHash.of(added.sources()))
                .isNotEqualTo(SourceHash.of(renamed.sources()));
    }

    @ParameterizedTest
    @MethodSource("contracts")
    void bothFormsSayTheSameAndEndInALineFeed(Contract each) {
        String json = Contract.text(FOLDER.resolve("published/" + each.name() + ".json"));
        assertThat(Contract.JSON.readTree(json)).isEqualTo(each.bundle());
        assertThat(json).endsWith("}\n");
        assertThat(Contract.text(FOLDER.resolve("published/" + each.name() + ".yaml")))
                .endsWith("\n");
    }

    @ParameterizedTest
    @MethodSource("contracts")
    void theBundleIsSelfContained(Contract each) {
        assertThat(each.bundle().findValuesAsString("$ref")).allMatch(ref -> ref.startsWith("#/components/"));
        assertThat(each.bundle().findValues("externalValue")).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("contracts")
    void theServerFindsTheBundleOnItsClassPath(Contract each) throws IOException {
        for (String name : List.of("openapi/" + each.name() + ".yaml", "openapi/" + each.name() + ".json")) {
            try (var packaged = getClass().getClassLoader().getResourceAsStream(name)) {
                assertThat(packaged).as(name).isNotNull();
                var text = new String(packaged.readAllBytes(), StandardCharsets.UTF_8);
                assertThat(text.replace("\r\n", "\n"))
                        .isEqualTo(Contract.text(FOLDER.resolve(name.replace("openapi/", "published/"))));
            }
        }
    }

    private static String published(Contract contract) {
        return contract.bundle().at("/info/x-source-sha256").asString();
    }
}
