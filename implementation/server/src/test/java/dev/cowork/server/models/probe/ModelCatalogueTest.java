package dev.cowork.server.models.probe;

import static dev.cowork.server.models.ScriptedChatServer.status;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cowork.server.models.ScriptedChatServer;
import dev.cowork.server.settings.SettingsService;
import dev.cowork.server.testing.RunningServer;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Bug class: a list that is asked for again and again, or whose strange rows reach the client. */
class ModelCatalogueTest {

    private final String owner = "owner-" + UUID.randomUUID();
    private final SettingsService settings = RunningServer.shared().bean(SettingsService.class);
    private final ScriptedChatServer provider = ScriptedChatServer.start();
    private final ProbeHttp http = new ProbeHttp(ForbiddenAddresses::contain);
    private final ModelCatalogue catalogue = new ModelCatalogue(settings, new ModelLists(http, Clock.systemUTC()));

    @BeforeEach
    void setUp() {
        settings.update(owner, Map.of("openai_base_url", provider.base())).block();
    }

    @AfterEach
    void stop() {
        http.close();
        provider.close();
    }

    private RecommendedModels recommended(boolean refresh) {
        return Objects.requireNonNull(catalogue.recommended(owner, refresh).block());
    }

    @Test
    void theServersOwnListIsShownWithWhatItTellsOfEachModel() {
        provider.then(status(200, """
                {"data":[
                  {"id":"big","label":"Big One","enabled":true,"reasoning_efforts":["low","high"],"default_reasoning_effort":"low"},
                  {"id":"shut","enabled":false},
                  {"id":"text-embedder"},
                  {"id":"not-an-embedding","embedding":false},
                  {"id":"vectors","embedding":true},
                  {"id":7},{"id":""},{"id":"line\\nbreak"},{"nothing":1},null,"x"
                ]}"""));
        RecommendedModels models = recommended(false);
        assertThat(models.models()).containsEntry("openai-compatible", List.of("big", "shut", "not-an-embedding"));
        assertThat(models.efforts().get("big")).isEqualTo(new RecommendedModels.Effort(List.of("low", "high"), "low"));
        assertThat(models.labels()).containsEntry("big", "Big One");
        assertThat(models.enabled()).containsOnly(Map.entry("big", true), Map.entry("shut", false));
        assertThat(models.disabledReasons()).containsOnlyKeys("shut");
        assertThat(models.providers()).containsEntry("big", "openai-compatible");
    }

    @Test
    void aListIsKeptUntilSomebodyWantsANewOne() {
        provider.then(status(200, "{\"data\":[{\"id\":\"one\"}]}")).then(status(200, "{\"data\":[{\"id\":\"two\"}]}"));
        recommended(false);
        assertThat(recommended(false).models()).containsEntry("openai-compatible", List.of("one"));
        assertThat(recommended(true).models()).containsEntry("openai-compatible", List.of("two"));
        assertThat(provider.seen()).hasSize(2);
    }

    @Test
    void aProviderThatHasJustFailedIsLeftAloneAlsoByARefresh() {
        provider.then(status(500, "{}"));
        assertThat(recommended(false).models()).containsEntry("openai-compatible", List.of());
        recommended(true);
        assertThat(provider.seen()).hasSize(1);
    }

    @Test
    void aServerWithoutAListHasNoModelsAndTheOthersHaveTheirs() {
        provider.then(status(200, "<html>"));
        assertThat(recommended(false).models())
                .containsEntry("openai-compatible", List.of())
                .containsKeys("minds-cloud", "gemini")
                .hasEntrySatisfying("anthropic", models -> assertThat(models).isNotEmpty());
    }
}
