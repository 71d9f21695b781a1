package dev.cowork.server.models.choice;

import dev.cowork.server.models.ModelSettings;
import dev.cowork.server.models.anthropic.AnthropicDialect;
import dev.cowork.server.models.chat.ChatDialect;
import dev.cowork.server.models.responses.ResponsesDialect;
import dev.cowork.server.models.wire.ApiKey;
import dev.cowork.server.models.wire.BaseUrl;
import dev.cowork.server.models.wire.Dialect;
import dev.cowork.server.models.wire.Endpoint;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Reads the provider out of the settings: the one that {@code planning_provider} names; if that one has no key, the server behind
 * {@code openai_base_url}, else Anthropic, else OpenAI, else Gemini, whichever is set up, with its own default model.
 *
 * <p>A base URL comes before the keys: who points at a server of their own must not find their words sent elsewhere.
 */
final class ProviderSettings {

    private static final Dialect MESSAGES = new AnthropicDialect();
    private static final Dialect RESPONSES = new ResponsesDialect();
    private static final Dialect CHAT = new ChatDialect();
    private static final String ANTHROPIC = "https://api.anthropic.com/v1";
    private static final String ANTHROPIC_MODEL = "claude-sonnet-4-6";
    private static final String OPENAI = "https://api.openai.com/v1";
    private static final String OPENAI_MODEL = "gpt-5.5";
    private static final String GEMINI = "https://generativelanguage.googleapis.com/v1beta/openai";
    private static final String GEMINI_MODEL = "gemini-3.6-flash";
    private static final Map<String, String> SMALL_MODELS =
            Map.of("anthropic", "claude-haiku-4-5-20251001", "openai", "gpt-5.5-mini", "gemini", GEMINI_MODEL);

    private final ModelSettings.Values values;
    private final ProviderExtras extras;

    private ProviderSettings(ModelSettings.Values values) {
        this.values = values;
        this.extras = new ProviderExtras(values);
    }

    /** The provider and model that answer. */
    static Configured main(ModelSettings.Values values) {
        return new ProviderSettings(values).main();
    }

    /** The provider and model for small side jobs, given what answers. */
    static Configured.Ready fast(ModelSettings.Values values, Configured.Ready main) {
        ProviderSettings settings = new ProviderSettings(values);
        for (String role : List.of("router", "coding")) {
            String provider = settings.provider(role);
            if (provider.equals(main.endpoint().provider()) || values.chosen(role + "_provider") != null) {
                String chosen = values.chosen(role + "_model");
                String model = chosen == null || chosen.isBlank() ? SMALL_MODELS.getOrDefault(provider, "") : chosen;
                if (settings.of(provider, model.strip()) instanceof Configured.Ready ready) {
                    return ready;
                }
            }
        }
        return main;
    }

    private String provider(String role) {
        return text(role + "_provider").toLowerCase(Locale.ROOT).replace('-', '_');
    }

    /** Exactly this provider with exactly this model. */
    private Configured of(String provider, String model) {
        return switch (provider) {
            case "openai_compatible" -> compatible(model);
            case "openai" -> key("openai_api_key") == null ? missing("OpenAI") : openai(model);
            case "gemini" -> key("gemini_api_key") == null ? missing("Gemini") : gemini(model);
            case "anthropic" -> key("anthropic_api_key") == null ? missing("Anthropic") : anthropic(model);
            default -> notYet(provider);
        };
    }

    private Configured main() {
        return switch (provider("planning")) {
            case "openai_compatible" -> compatible(text("planning_model"));
            case "openai" -> key("openai_api_key") == null ? another("OpenAI") : openai(model(OPENAI_MODEL));
            case "gemini" -> key("gemini_api_key") == null ? another("Gemini") : gemini(model(GEMINI_MODEL));
            case "minds_cloud" -> key("minds_api_key") == null ? another("MindsHub") : notYet("MindsHub");
            default -> key("anthropic_api_key") == null ? another("Anthropic") : anthropic(model(ANTHROPIC_MODEL));
        };
    }

    private Configured compatible(String model) {
        BaseUrl base = BaseUrl.of(text("openai_base_url"));
        ApiKey key = compatibleKey();
        if (base == null) {
            return new Configured.Missing(
                    text("openai_base_url").isEmpty()
                            ? "The base URL of the OpenAI-compatible server is missing."
                            : "The base URL of the OpenAI-compatible server is no http or https address.");
        }
        if (key == null && !base.loopback()) {
            return new Configured.Missing("The API key of the OpenAI-compatible server is missing.");
        }
        if (model.isEmpty()) {
            return new Configured.Missing("The name of the model is missing.");
        }
        return ready("openai_compatible", "OpenAI-compatible", compatibleDialect(), base, key, model);
    }

    /** The provider that was named has no key; its model name means nothing elsewhere. */
    private Configured another(String named) {
        if (!text("openai_base_url").isEmpty()) {
            // a model that somebody chose together with a provider that somebody chose is that provider's
            String model = values.chosen("planning_provider") == null ? values.chosen("planning_model") : null;
            return compatible(model == null ? "" : model.strip());
        }
        if (key("anthropic_api_key") != null) {
            return anthropic(ANTHROPIC_MODEL);
        }
        if (key("openai_api_key") != null) {
            return openai(OPENAI_MODEL);
        }
        return key("gemini_api_key") != null ? gemini(GEMINI_MODEL) : missing(named);
    }

    /** Nearly all of them speak Chat Completions; some speak Responses beside. */
    private Dialect compatibleDialect() {
        return text("openai_compatible_dialect").equals("responses") ? RESPONSES : CHAT;
    }

    private static Configured missing(String named) {
        return new Configured.Missing("The API key for " + named + " is missing. Add one in the settings.");
    }

    private Configured anthropic(String model) {
        String address = text("anthropic_base_url");
        BaseUrl base = BaseUrl.of(address.isEmpty() ? ANTHROPIC : address);
        return base == null
                ? new Configured.Missing("The base URL of Anthropic is no http or https address.")
                : ready("anthropic", "Anthropic", MESSAGES, base.versioned(), key("anthropic_api_key"), model);
    }

    private Configured openai(String model) {
        return ready("openai", "OpenAI", RESPONSES, official(OPENAI), key("openai_api_key"), model);
    }

    private Configured gemini(String model) {
        return ready("gemini", "Gemini", CHAT, official(GEMINI), key("gemini_api_key"), model);
    }

    private static BaseUrl official(String address) {
        return Objects.requireNonNull(BaseUrl.of(address));
    }

    private Configured ready(
            String id, String label, Dialect dialect, BaseUrl base, @Nullable ApiKey key, String model) {
        int chosen = id.equals("openai_compatible") && contextWindow() > 0 ? contextWindow() : extras.window(id);
        // a model of that name on this computer is a proxy's
        boolean local = base.loopback() && !(dialect == MESSAGES && model.contains("claude"));
        int window = chosen > 0 ? chosen : ContextWindows.of(model, local);
        Endpoint endpoint = new Endpoint(id, label, dialect, base, key, extras.headers(id), window, extras.patience());
        return new Configured.Ready(endpoint, model);
    }

    private static Configured notYet(String label) {
        return new Configured.Missing(
                label
                        + " cannot be used by this version yet. Choose Anthropic, OpenAI, Gemini or an OpenAI-compatible server.");
    }

    private String model(String otherwise) {
        String model = text("planning_model");
        return model.isEmpty() ? otherwise : model;
    }

    private int contextWindow() {
        String window = text("openai_compatible_context_window");
        int tokens = window.matches("\\d{1,9}") ? Integer.parseInt(window) : 0;
        return tokens < ProviderExtras.SMALLEST_WINDOW ? 0 : tokens;
    }

    /**
     * OpenAI's key goes to another server only when somebody named that server and gave it no key of its own: the desktop client sets up
     * such servers with these two.
     */
    private @Nullable ApiKey compatibleKey() {
        String own = values.get("openai_compatible_api_key");
        return own == null && values.chosen("openai_base_url") != null ? key("openai_api_key") : ApiKey.of(own);
    }

    private @Nullable ApiKey key(String setting) {
        return ApiKey.of(values.get(setting));
    }

    private String text(String setting) {
        String value = values.get(setting);
        return value == null ? "" : value.strip();
    }
}
