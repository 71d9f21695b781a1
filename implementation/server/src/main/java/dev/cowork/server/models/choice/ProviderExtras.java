package dev.cowork.server.models.choice;

import dev.cowork.server.models.ModelSettings;
import dev.cowork.server.models.wire.ExtraHeaders;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

/** What the settings say of single providers, as JSON objects by the provider's id in either spelling; what is unreadable counts as absent. */
final class ProviderExtras {

    /** A smaller window could not hold the instructions. */
    static final int SMALLEST_WINDOW = 256;

    private final ModelSettings.Values values;

    ProviderExtras(ModelSettings.Values values) {
        this.values = values;
    }

    ExtraHeaders headers(String provider) {
        return ExtraHeaders.of(of("provider_headers", provider));
    }

    /** The context window that somebody set for a provider's models, or 0. */
    int window(String provider) {
        JsonNode tokens = of("provider_context_windows", provider);
        return tokens.isInt() && tokens.intValue() >= SMALLEST_WINDOW ? tokens.intValue() : 0;
    }

    /** How long a silence is borne, or null for the usual time. */
    @Nullable
    Duration patience() {
        String seconds = values.get("model_timeout");
        return seconds != null && seconds.strip().matches("[1-9]\\d{0,3}")
                ? Duration.ofSeconds(Long.parseLong(seconds.strip()))
                : null;
    }

    private JsonNode of(String setting, String provider) {
        JsonNode all = read(values.get(setting));
        JsonNode found = all.path(provider);
        return found.isMissingNode() ? all.path(provider.replace('_', '-')) : found;
    }

    private static JsonNode read(@Nullable String json) {
        try {
            return json == null
                    ? MissingNode.getInstance()
                    : JsonMapper.shared().readTree(json);
        } catch (JacksonException unreadable) {
            return MissingNode.getInstance();
        }
    }
}
