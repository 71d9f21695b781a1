package dev.cowork.server.models.probe;

import dev.cowork.server.models.wire.BaseUrl;
import dev.cowork.server.settings.SettingValues;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Judges what somebody wants to try and completes it from the settings.
 *
 * <p>A stored key goes only to the server it is stored for. Somebody who names another server has to bring a key for it.
 */
final class Targets {

    private static final String MASK = "***";
    private static final String MINDS_TRIAL_MODEL = "mindshub_air";
    private static final int LONGEST = 2_000;

    private Targets() {}

    /** Where to ask; or why nobody can be asked. */
    sealed interface Judged {
        /** Somebody can. */
        record Right(Target target) implements Judged {}

        /** Nobody can. */
        record Wrong(Reason reason) implements Judged {}
    }

    static Judged judge(Candidate candidate, SettingValues values) {
        Provider provider = Provider.of(candidate.provider()).orElse(null);
        if (provider == null) {
            return new Judged.Wrong(Reason.UNKNOWN_PROVIDER);
        }
        String stored = stored(provider, values);
        String wanted = provider.movable() ? text(candidate.baseUrl()) : "";
        String address = wanted.isEmpty() ? stored : wanted;
        if (address.isEmpty()) {
            return new Judged.Wrong(Reason.MISSING_URL);
        }
        BaseUrl base = address.length() > LONGEST ? null : base(provider, address);
        if (base == null) {
            return new Judged.Wrong(Reason.INVALID_URL);
        }
        return judged(provider, base, base(provider, stored), candidate, values);
    }

    /** The address that the stored key is for; empty when there is none. */
    private static String stored(Provider provider, SettingValues values) {
        String setting = provider.addressSetting();
        String stored = setting == null ? "" : text(values.get(setting));
        return stored.isEmpty() ? provider.address() : stored;
    }

    private static Judged judged(
            Provider provider, BaseUrl base, @Nullable BaseUrl stored, Candidate candidate, SettingValues values) {
        String given = text(candidate.key());
        boolean own = !given.isEmpty() && !given.equals(MASK);
        String key = own ? given : Addresses.sameServer(base, stored) ? storedKey(provider, values) : "";
        if (!key.chars().allMatch(c -> c > 0x20 && c < 0x7f)) {
            return new Judged.Wrong(Reason.INVALID_KEY);
        }
        if (key.isEmpty() && !(provider == Provider.OPENAI_COMPATIBLE && base.loopback())) {
            return new Judged.Wrong(Reason.MISSING_KEY);
        }
        return new Judged.Right(
                new Target(provider, base, key.isEmpty() ? null : key, model(provider, candidate, values)));
    }

    private static @Nullable BaseUrl base(Provider provider, String address) {
        BaseUrl base = BaseUrl.of(address);
        return base == null
                ? null
                : switch (provider) {
                    case MINDS_CLOUD -> Addresses.minds(base);
                    case ANTHROPIC -> base.versioned();
                    case OPENAI, GEMINI, OPENAI_COMPATIBLE -> base;
                };
    }

    /** As for turns: a server that somebody named and gave no key of its own is asked with the key for OpenAI. */
    private static String storedKey(Provider provider, SettingValues values) {
        String key = values.get(provider.keySetting());
        boolean lends =
                key == null && provider == Provider.OPENAI_COMPATIBLE && values.chosen("openai_base_url") != null;
        return text(lends ? values.get(Provider.OPENAI.keySetting()) : key);
    }

    /** Only where a list tells too little is a model asked, in the dialect of Chat Completions: lists are free. */
    private static @Nullable String model(Provider provider, Candidate candidate, SettingValues values) {
        String model = text(candidate.model());
        return switch (provider) {
            case MINDS_CLOUD -> model.isEmpty() ? MINDS_TRIAL_MODEL : model;
            case OPENAI_COMPATIBLE -> model.isEmpty() || !speaksChat(values) ? null : model;
            case ANTHROPIC, OPENAI, GEMINI -> null;
        };
    }

    private static boolean speaksChat(SettingValues values) {
        return text(values.get("openai_compatible_dialect")).equals("chat");
    }

    private static String text(@Nullable String value) {
        return Objects.requireNonNullElse(value, "").strip();
    }
}
