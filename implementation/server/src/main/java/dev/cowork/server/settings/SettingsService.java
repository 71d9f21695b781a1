package dev.cowork.server.settings;

import dev.cowork.server.platform.problems.Problem;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import reactor.core.publisher.Mono;

/**
 * Reading and changing what people can set.
 *
 * <p>Every change counts at once. A value that was stored wins; the environment fills the gaps; then comes the default.
 */
@Service
public final class SettingsService {

    /** What a logout forgets beside the secrets. */
    private static final Set<String> OF_PROVIDERS = Set.of(
            "openai_base_url",
            "anthropic_base_url",
            "minds_url",
            "providers_json",
            "provider_status",
            "provider_status_details");

    private static final int SHOWN_OF_A_KEY = 80;

    private final SettingDefinitions definitions;
    private final SettingInput input;
    private final SettingStore store;

    SettingsService(SettingDefinitions definitions, SettingInput input, SettingStore store) {
        this.definitions = definitions;
        this.input = input;
        this.store = store;
    }

    /**
     * @param owner whose settings
     * @return all settings in the order of their definition, no secret among the values
     */
    public Mono<List<Setting>> rows(String owner) {
        return values(owner)
                .map(values -> definitions.shown().stream()
                        .map(each -> shown(each, values))
                        .toList());
    }

    /**
     * @param owner whose settings
     * @return the values in effect, secrets in clear; from memory unless something has changed
     */
    public Mono<SettingValues> values(String owner) {
        return store.values(owner);
    }

    /**
     * Stores all of the values or, if anything is wrong with one, none. A value of {@code ***} leaves its setting as it is; inside
     * provider cards it keeps the stored key.
     *
     * @param owner whose settings
     * @param values the texts by key; an empty text unsets a secret
     * @return the keys that were stored, in the order given; a {@link Problem} 400 {@code setting_unknown} or 422
     *     {@code setting_invalid}
     */
    public Mono<List<String>> update(String owner, Map<String, String> values) {
        return Mono.defer(() -> {
            Map<String, String> normal = new LinkedHashMap<>();
            values.forEach((key, text) -> {
                SettingDefinition definition = known(key);
                if (!text.equals(ProviderCards.MASK)) {
                    normal.put(key, input.normal(definition, text));
                }
            });
            List<String> keys = List.copyOf(normal.keySet());
            return normal.isEmpty()
                    ? Mono.just(keys)
                    : store.save(owner, normal).thenReturn(keys);
        });
    }

    /**
     * Stores one value; as {@link #update(String, Map)} with one entry.
     *
     * @param owner whose setting
     * @param key the setting's key
     * @param text the value; empty unsets a secret
     * @return the setting as it is now
     */
    public Mono<Setting> update(String owner, String key, String text) {
        return update(owner, Map.of(key, text)).then(values(owner)).map(values -> shown(known(key), values));
    }

    /**
     * Forgets a stored value: the environment or the default counts again.
     *
     * @param owner whose setting
     * @param key the setting's key
     * @return completes when it is gone; a {@link Problem} 404 {@code setting_not_set} if nothing was stored, 400
     *     {@code setting_unknown} if there is no such setting
     */
    public Mono<Void> delete(String owner, String key) {
        return Mono.defer(() -> store.delete(owner, List.of(known(key).key())))
                .flatMap(gone -> gone.isEmpty()
                        ? Mono.error(Problem.of(404, "setting_not_set", "Setting '" + key + "' is not set."))
                        : Mono.empty());
    }

    /**
     * Forgets every stored provider key and what belongs to one: addresses, provider cards and the results of trials. The choice of
     * providers and models stays, and so does what the environment says.
     *
     * @param owner whose keys
     * @return the keys of the settings that had been stored
     */
    public Mono<List<String>> logout(String owner) {
        List<String> keys = definitions.shown().stream()
                .filter(each -> each.secret() || OF_PROVIDERS.contains(each.key()))
                .map(SettingDefinition::key)
                .toList();
        return store.delete(owner, keys);
    }

    private Setting shown(SettingDefinition definition, SettingValues values) {
        String value = values.get(definition.key());
        List<String> options = input.options(definition);
        return new Setting(
                definition.key(),
                definition.label(),
                definition.description(),
                definition.secret(),
                definition.secret() ? value != null : values.isStored(definition.key()),
                visible(definition, value),
                options.isEmpty() ? null : options);
    }

    private static @Nullable String visible(SettingDefinition definition, @Nullable String value) {
        return switch (definition.type()) {
            case SECRET, HEADERS, HIDDEN -> null;
            case CARDS -> value == null ? null : ProviderCards.masked(value);
            default -> value;
        };
    }

    private SettingDefinition known(String key) {
        return definitions
                .find(key)
                .filter(each -> !each.type().hidden())
                .orElseThrow(() -> Problem.of(
                        400,
                        "setting_unknown",
                        "There is no setting called '" + key.substring(0, Math.min(key.length(), SHOWN_OF_A_KEY))
                                + "'."));
    }
}
