package dev.cowork.server.settings;

import dev.cowork.server.platform.problems.Problem;
import dev.cowork.server.platform.serve.DotEnv;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import reactor.core.publisher.Mono;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * The settings as variables, for the clients that know them as the lines of a file. No file is written: a variable that speaks for a
 * setting changes that setting, and a plain one of the agent's own - a consent, for instance - is kept for whoever reads it again.
 */
@Service
public final class RawSettings {

    private static final String KEPT = "raw_variables";
    private static final String AGENTS = "ANTON_";
    private static final int MOST_KEPT = 100;
    private static final Pattern KEPT_NAME = Pattern.compile("ANTON_[A-Za-z0-9_]{1,100}");
    /** What cannot be a secret. */
    private static final Pattern PLAIN = Pattern.compile("(?i)true|false|yes|no|on|off|\\d{1,6}");

    private static final JsonMapper JSON = JsonMapper.shared();

    private final SettingDefinitions definitions;
    private final SettingInput input;
    private final SettingEnvironment environment;
    private final SettingStore store;

    RawSettings(
            SettingDefinitions definitions, SettingInput input, SettingEnvironment environment, SettingStore store) {
        this.definitions = definitions;
        this.input = input;
        this.environment = environment;
        this.store = store;
    }

    /**
     * What became of variables.
     *
     * @param updated the keys of the settings that were changed
     * @param ignored the names that speak for nothing here
     */
    public record Change(List<String> updated, List<String> ignored) {}

    /**
     * @param owner whose settings
     * @return the variables of the home's file, over them the kept ones and those of stored settings; every value that is or might be a
     *     secret reads {@code ***}
     */
    public Mono<Map<String, String>> read(String owner) {
        return store.values(owner).map(values -> {
            Map<String, String> shown = new LinkedHashMap<>();
            environment.file().forEach((name, value) -> shown.put(name, visible(name, value)));
            shown.putAll(kept(values));
            for (SettingDefinition definition : definitions.shown()) {
                String name = agentsName(definition);
                if (name != null && values.isStored(definition.key())) {
                    shown.put(name, visible(name, Objects.requireNonNullElse(values.get(definition.key()), "")));
                }
            }
            return shown;
        });
    }

    /**
     * Changes the settings that the variables speak for, all or none. What is not named stays as it is, and so does what reads
     * {@code ***}; an empty value unsets a secret, drops a kept variable and changes no other setting.
     *
     * @param owner whose settings
     * @param text lines of {@code NAME=VALUE}
     * @return what was changed; a {@link Problem} 422 {@code setting_invalid} at {@code /content} if a value does not fit
     */
    public Mono<Change> write(String owner, String text) {
        return store.values(owner).flatMap(values -> {
            Map<String, String> lines = DotEnv.parse(text);
            Map<String, String> settings = new LinkedHashMap<>();
            Map<String, String> kept = new TreeMap<>(kept(values));
            List<String> ignored = new ArrayList<>();
            boolean minds = values.get("minds_api_key") != null || hasMindsKey(lines);
            lines.forEach((name, value) -> {
                SettingDefinition definition = definitions.ofVariable(name).orElse(null);
                if (definition != null) {
                    if (counts(definition, value)) {
                        settings.put(definition.key(), normal(definition, meant(definition, name, value, minds)));
                    }
                } else if (value.isBlank() && kept.containsKey(name)) {
                    kept.remove(name);
                } else if (canBeKept(name, value) && (kept.containsKey(name) || kept.size() < MOST_KEPT)) {
                    kept.put(name, value);
                } else {
                    ignored.add(name);
                }
            });
            Change change = new Change(List.copyOf(settings.keySet()), ignored);
            if (!kept.equals(kept(values))) {
                settings.put(KEPT, JSON.writeValueAsString(kept));
            }
            return settings.isEmpty()
                    ? Mono.just(change)
                    : store.save(owner, settings).thenReturn(change);
        });
    }

    private static boolean counts(SettingDefinition definition, String value) {
        return !value.equals(ProviderCards.MASK) && (definition.secret() || !value.isBlank());
    }

    private static boolean canBeKept(String name, String value) {
        return KEPT_NAME.matcher(name).matches() && PLAIN.matcher(value).matches();
    }

    private boolean hasMindsKey(Map<String, String> lines) {
        return lines.entrySet().stream()
                .filter(each -> !each.getValue().isBlank())
                .anyMatch(each -> definitions
                        .ofVariable(each.getKey())
                        .filter(found -> found.key().equals("minds_api_key"))
                        .isPresent());
    }

    /** In the agent's own variables MindsHub goes by the name of the dialect it speaks; its key tells which is meant. */
    private static String meant(SettingDefinition definition, String name, String value, boolean minds) {
        boolean ambiguous = minds
                && definition.type() == SettingType.CHOICE
                && name.toUpperCase(Locale.ROOT).startsWith(AGENTS)
                && value.strip().replace('-', '_').equalsIgnoreCase("openai_compatible");
        return ambiguous ? "minds_cloud" : value;
    }

    private String normal(SettingDefinition definition, String value) {
        try {
            return input.normal(definition, value);
        } catch (Problem unfit) {
            throw unfit.at("/content");
        }
    }

    private String visible(String name, String value) {
        SettingDefinition definition = definitions.ofVariable(name).orElse(null);
        boolean shown = value.isEmpty()
                || (definition == null
                        ? PLAIN.matcher(value).matches()
                        : !definition.type().sealed() && fits(definition, value));
        return shown ? value : ProviderCards.MASK;
    }

    /** A value that does not fit may be anything, also a key in the wrong place. */
    private boolean fits(SettingDefinition definition, String value) {
        try {
            input.normal(definition, value);
            return true;
        } catch (Problem unfit) {
            return false;
        }
    }

    private static @Nullable String agentsName(SettingDefinition definition) {
        return SettingEnvironment.names(definition).stream()
                .filter(name -> name.startsWith(AGENTS))
                .findFirst()
                .orElse(null);
    }

    private static Map<String, String> kept(SettingValues values) {
        return JSON.readValue(
                Objects.requireNonNullElse(values.get(KEPT), "{}"), new TypeReference<TreeMap<String, String>>() {});
    }
}
