package dev.cowork.contract;

import static dev.cowork.contract.Contract.FOLDER;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class BundleTest {

    private final Contract contract = Contract.read();

    @Test
    void theBundleIsMadeOfTheSourcesAsTheyAreNow() {
        assertThat(published())
                .as("published/ is stale: run \"npm run bundle\" in api-spec and commit the result")
                .isEqualTo(SourceHash.of(contract.sources()));
    }

    @Test
    void aChangedAnAddedAndARenamedSourceEachChangeTheHash() {
        var changed = contract.withSources(files -> files.merge("openapi.yaml", " ", String::concat));
        var added = contract.withSources(files -> files.put("examples/health/another.json", ""));
        var renamed =
                contract.withSources(files -> files.put("openapi2.yaml", String.valueOf(files.remove("openapi.yaml"))));
        assertThat(published())
                .isNotEqualTo(SourceHash.of(changed.sources()))
                .isNotEqualTo(SourceHash.of(added.sources()))
                .isNotEqualTo(SourceHash.of(renamed.sources()));
    }

    @Test
    void bothFormsSayTheSameAndEndInALineFeed() {
        String json = Contract.text(FOLDER.resolve("published/cowork.json"));
        assertThat(Contract.JSON.readTree(json)).isEqualTo(contract.bundle());
        assertThat(json).endsWith("}\n");
        assertThat(Contract.text(FOLDER.resolve("published/cowork.yaml"))).endsWith("\n");
    }

    @Test
    void theBundleIsSelfContained() {
        assertThat(contract.bundle().findValuesAsString("$ref")).allMatch(ref -> ref.startsWith("#/components/"));
        assertThat(contract.bundle().findValues("externalValue")).isEmpty();
    }

    @Test
    void theServerFindsTheBundleOnItsClassPath() throws IOException {
        for (String name : new String[] {"openapi/cowork.yaml", "openapi/cowork.json"}) {
            try (var packaged = getClass().getClassLoader().getResourceAsStream(name)) {
                assertThat(packaged).as(name).isNotNull();
                var text = new String(packaged.readAllBytes(), StandardCharsets.UTF_8);
                assertThat(text.replace("\r\n", "\n"))
                        .isEqualTo(Contract.text(FOLDER.resolve(name.replace("openapi/", "published/"))));
            }
        }
    }

    private String published() {
        return contract.bundle().at("/info/x-source-sha256").asString();
    }
}
