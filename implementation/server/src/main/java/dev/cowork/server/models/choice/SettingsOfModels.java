package dev.cowork.server.models.choice;

import dev.cowork.server.models.ModelSettings;
import dev.cowork.server.settings.SettingValues;
import dev.cowork.server.settings.SettingsService;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** The settings, as models and agents ask for them. */
@Component
class SettingsOfModels implements ModelSettings {

    private final SettingsService settings;

    SettingsOfModels(SettingsService settings) {
        this.settings = settings;
    }

    @Override
    public Mono<Values> values(String owner) {
        return settings.values(owner).map(Chosen::new);
    }

    private record Chosen(SettingValues values) implements Values {
        @Override
        public @Nullable String get(String key) {
            return values.get(key);
        }

        @Override
        public @Nullable String chosen(String key) {
            return values.chosen(key);
        }
    }
}
