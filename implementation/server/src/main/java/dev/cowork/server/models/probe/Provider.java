package dev.cowork.server.models.probe;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The kinds of providers, in the order in which one is looked for. */
enum Provider {
    MINDS_CLOUD("minds_api_key", "minds_url", ""),
    ANTHROPIC("anthropic_api_key", "anthropic_base_url", "https://api.anthropic.com/v1"),
    OPENAI("openai_api_key", null, "https://api.openai.com/v1"),
    GEMINI("gemini_api_key", null, "https://generativelanguage.googleapis.com/v1beta/openai"),
    OPENAI_COMPATIBLE("openai_compatible_api_key", "openai_base_url", "");

    private final String keySetting;
    private final @Nullable String addressSetting;
    private final String address;

    Provider(String keySetting, @Nullable String addressSetting, String address) {
        this.keySetting = keySetting;
        this.addressSetting = addressSetting;
        this.address = address;
    }

    /** The setting that holds its key. */
    String keySetting() {
        return keySetting;
    }

    /** The setting that says where it is, or null for one that is always at the same place. */
    @Nullable
    String addressSetting() {
        return addressSetting;
    }

    /** Where it is unless a setting says otherwise; empty when only a setting knows. */
    String address() {
        return address;
    }

    /** Whether somebody may name another address. */
    boolean movable() {
        return addressSetting != null;
    }

    /** Its name as clients spell it, with dashes. */
    String wireName() {
        return wireName(name());
    }

    /** A provider's id of the settings as clients spell it. */
    static String wireName(String id) {
        return id.toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The provider of a name in any case, with dashes or underscores; {@code minds} is MindsHub. */
    static Optional<Provider> of(String name) {
        String folded = wireName(name.strip());
        return Arrays.stream(values())
                .filter(each -> each.wireName().equals(folded.equals("minds") ? "minds-cloud" : folded))
                .findFirst();
    }
}
