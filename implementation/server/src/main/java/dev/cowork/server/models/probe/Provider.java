package dev.cowork.server.models.probe;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The kinds of providers, in the order in which one is looked for. */
enum Provider {
    MINDS_CLOUD("MindsHub", "minds_api_key"),
    ANTHROPIC("Anthropic", "anthropic_api_key"),
    OPENAI("OpenAI", "openai_api_key"),
    GEMINI("Gemini", "gemini_api_key"),
    OPENAI_COMPATIBLE("the OpenAI-compatible server", "openai_compatible_api_key");

    private final String label;
    private final String keySetting;

    Provider(String label, String keySetting) {
        this.label = label;
        this.keySetting = keySetting;
    }

    /** Its name for people. */
    String label() {
        return label;
    }

    /** The setting that holds its key. */
    String keySetting() {
        return keySetting;
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
