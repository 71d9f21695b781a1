package dev.cowork.server.models.probe;

import dev.cowork.server.models.ModelStatus;
import dev.cowork.server.models.Models;
import dev.cowork.server.platform.problems.Problem;
import dev.cowork.server.settings.SettingValues;
import dev.cowork.server.settings.SettingsService;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import org.springframework.stereotype.Service;
import reactor.core.publisher.Mono;

/** What is set up, told from the settings alone: nobody is asked. */
@Service
public final class ProviderSetup {

    private final Models models;
    private final SettingsService settings;

    ProviderSetup(Models models, SettingsService settings) {
        this.models = models;
        this.settings = settings;
    }

    /**
     * Whether a turn could run.
     *
     * @param ready whether it could
     * @param error the first thing that is missing, one sentence; empty when ready
     * @param provider the provider that answers when ready, else the chosen one, as the settings spell it
     * @param model its model; empty when none is chosen
     */
    public record State(boolean ready, String error, String provider, String model) {}

    /**
     * @param owner whose settings
     * @return whether a turn could run, and what is missing
     */
    public Mono<State> state(String owner) {
        return Mono.zip(models.status(owner), settings.values(owner), (status, values) -> {
            String error = Objects.requireNonNullElse(status.error(), "");
            return status.ready()
                    ? new State(true, error, status.provider(), status.model())
                    : new State(false, error, text(values, "planning_provider"), text(values, "planning_model"));
        });
    }

    /**
     * @param owner whose settings
     * @return the first provider that has a key, else the one that answers without a key, as clients spell it; empty when there is none
     */
    public Mono<String> configured(String owner) {
        return Mono.zip(
                models.status(owner),
                settings.values(owner),
                (status, values) -> keyed(values).map(Provider::wireName).orElseGet(() -> answering(status)));
    }

    /**
     * @param owner whose key
     * @param name a provider's name as clients spell it
     * @return the key in clear, empty when there is none
     * @throws Problem 404 {@code key_not_found}, at once, if no provider has that name
     */
    public Mono<String> key(String owner, String name) {
        Provider provider = Provider.of(name).orElseThrow(() -> Problem.notFound("Key"));
        return settings.values(owner).map(values -> text(values, provider.keySetting()));
    }

    private static Optional<Provider> keyed(SettingValues values) {
        return Arrays.stream(Provider.values())
                .filter(each -> !text(values, each.keySetting()).isBlank())
                .findFirst();
    }

    private static String answering(ModelStatus status) {
        return status.ready() ? Provider.wireName(status.provider()) : "";
    }

    private static String text(SettingValues values, String key) {
        return Objects.requireNonNullElse(values.get(key), "");
    }
}
