package dev.cowork.server.settings;

import dev.cowork.server.platform.problems.Problem;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Judges what somebody wants to set and brings it into the one form in which it is stored. */
@Component
final class SettingInput {

    private static final JsonMapper JSON = JsonMapper.shared();

    private final AgentNames agents;

    SettingInput(AgentNames agents) {
        this.agents = agents;
    }

    /**
     * @param definition what is to be set
     * @param text the value as sent
     * @return the value as stored
     * @throws Problem 422 {@code setting_invalid} at the key, its sentence naming the setting but never the value
     */
    String normal(SettingDefinition definition, String text) {
        if (text.length() > definition.type().longest()) {
            throw invalid(
                    definition, "must not be longer than " + definition.type().longest() + " characters");
        }
        return switch (definition.type()) {
            case TEXT, IMAGE -> line(definition, text);
            case NAME -> line(definition, text.strip());
            case SECRET -> secret(definition, text.strip());
            case HEADERS -> headers(definition, text.strip());
            case BOOL -> bool(definition, text.strip());
            case INT -> number(definition, text.strip());
            case CHOICE -> choice(definition, text.strip(), options(definition));
            case AGENT -> choice(definition, text.strip(), agents.all());
            case URL -> url(definition, text.strip());
            case OBJECT, HIDDEN ->
                json(definition, text, "{}").isObject() ? orElse(text, "{}") : notA(definition, "object");
            case LIST -> json(definition, text, "[]").isArray() ? orElse(text, "[]") : notA(definition, "list");
            case CARDS -> cards(definition, text);
        };
    }

    /** What can be chosen, or an empty list when it is no choice. */
    List<String> options(SettingDefinition definition) {
        if (definition.type() == SettingType.AGENT) {
            return agents.all();
        }
        return Objects.requireNonNullElse(definition.options(), List.of());
    }

    private static String line(SettingDefinition definition, String text) {
        if (text.indexOf('\0') >= 0) {
            throw invalid(definition, "must not contain a NUL character");
        }
        return text;
    }

    /** Keys travel in headers: a line break in one would forge another header. */
    private static String secret(SettingDefinition definition, String text) {
        if (text.chars().anyMatch(c -> c <= ' ' || c >= 0x7f)) {
            throw invalid(definition, "must be one word of plain characters");
        }
        return text;
    }

    private static String headers(SettingDefinition definition, String text) {
        if (!text.isEmpty()) {
            String fault = ProviderHeaders.fault(json(definition, text, "{}"));
            if (fault != null) {
                throw invalid(definition, fault);
            }
        }
        return text;
    }

    private static String bool(SettingDefinition definition, String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true", "1", "yes", "on" -> "True";
            case "false", "0", "no", "off" -> "False";
            default -> throw invalid(definition, "must be true or false");
        };
    }

    private static String number(SettingDefinition definition, String text) {
        if (text.isEmpty() && definition.usual() == null) {
            return "";
        }
        int least = Objects.requireNonNullElse(definition.min(), Integer.MIN_VALUE);
        int greatest = Objects.requireNonNullElse(definition.max(), Integer.MAX_VALUE);
        try {
            int number = Integer.parseInt(text);
            if (number >= least && number <= greatest) {
                return Integer.toString(number);
            }
        } catch (NumberFormatException noNumber) {
            // said below
        }
        throw invalid(definition, "must be a whole number from " + least + " to " + greatest);
    }

    private static String choice(SettingDefinition definition, String text, List<String> options) {
        String folded = fold(text);
        return options.stream()
                .filter(each -> fold(each).equals(folded))
                .findFirst()
                .orElseThrow(() -> invalid(definition, "must be one of " + String.join(", ", options)));
    }

    private static String fold(String name) {
        return name.toLowerCase(Locale.ROOT).replace('-', '_');
    }

    private static String url(SettingDefinition definition, String text) {
        if (text.isEmpty()) {
            return text;
        }
        try {
            URI uri = URI.create(text);
            String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
            if (uri.getHost() != null && (scheme.equals("http") || scheme.equals("https"))) {
                if (uri.getRawUserInfo() != null) {
                    throw invalid(definition, "must not hold a user name or a password");
                }
                return text;
            }
        } catch (IllegalArgumentException noAddress) {
            // said below
        }
        throw invalid(definition, "must be an address that begins with http:// or https://");
    }

    private static JsonNode json(SettingDefinition definition, String text, String empty) {
        try {
            return JSON.readTree(orElse(text, empty));
        } catch (JacksonException e) {
            throw invalid(definition, "must be valid JSON");
        }
    }

    private static String cards(SettingDefinition definition, String text) {
        JsonNode cards = json(definition, text, "[]");
        if (!cards.isArray()) {
            return notA(definition, "list");
        }
        if (cards.size() > ProviderCards.MOST) {
            throw invalid(definition, "must not have more than " + ProviderCards.MOST + " entries");
        }
        for (JsonNode card : cards) {
            if (!card.isObject()) {
                throw invalid(definition, "must be a JSON list of objects");
            }
        }
        return orElse(text, "[]");
    }

    private static String orElse(String text, String empty) {
        return text.isBlank() ? empty : text;
    }

    private static String notA(SettingDefinition definition, String kind) {
        throw invalid(definition, "must be a JSON " + kind);
    }

    private static Problem invalid(SettingDefinition definition, String why) {
        return Problem.of(422, "setting_invalid", definition.label() + " (" + definition.key() + ") " + why + ".")
                .at(definition.key());
    }
}
