package dev.cowork.server.settings;

import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.springframework.stereotype.Component;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.json.JsonMapper;

/** All settings there are, in the order in which they are shown. Read once, from the program's own resources. */
@Component
final class SettingDefinitions {

    private static final String RESOURCE = "/settings/definitions.json";

    private final List<SettingDefinition> all;
    private final Map<String, SettingDefinition> byKey = new LinkedHashMap<>();

    SettingDefinitions() {
        all = read();
        all.forEach(each -> byKey.put(each.key(), each));
    }

    List<SettingDefinition> all() {
        return all;
    }

    /** Those that people see. */
    List<SettingDefinition> shown() {
        return all.stream().filter(each -> !each.type().hidden()).toList();
    }

    /** The one that a variable speaks for, upper and lower case being the same. */
    Optional<SettingDefinition> ofVariable(String name) {
        return shown().stream()
                .filter(each -> SettingEnvironment.names(each).stream().anyMatch(name::equalsIgnoreCase))
                .findFirst();
    }

    Optional<SettingDefinition> find(String key) {
        return Optional.ofNullable(byKey.get(key));
    }

    private static List<SettingDefinition> read() {
        JsonMapper json = JsonMapper.builder()
                .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
                .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .build();
        try (InputStream in = Objects.requireNonNull(SettingDefinitions.class.getResourceAsStream(RESOURCE))) {
            return List.copyOf(json.readValue(in, new TypeReference<List<SettingDefinition>>() {}));
        } catch (IOException e) {
            throw new IllegalStateException("The list of settings is missing from this build", e);
        }
    }
}
