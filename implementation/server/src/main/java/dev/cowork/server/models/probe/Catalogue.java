package dev.cowork.server.models.probe;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * The models this version knows of one provider.
 *
 * @param provider the provider's name as clients spell it
 * @param pair its models for planning, for coding and for small jobs; empty texts where only the provider knows
 * @param models the models, the best first; none where only the provider knows
 */
record Catalogue(String provider, List<String> pair, List<Model> models) {

    private static final String RESOURCE = "/models/catalogue.json";

    /**
     * One model.
     *
     * @param id the provider's name of it
     * @param label its name for people, or null
     * @param family its family, or null
     * @param efforts how hard it can think, or null
     * @param usual the level when none is chosen, or null
     * @param enabled whether the account may use it, or null when nobody says
     */
    record Model(
            String id,
            @Nullable String label,
            @Nullable String family,
            @Nullable List<String> efforts,
            @JsonProperty("default") @Nullable String usual,
            @Nullable Boolean enabled) {}

    /** Whether only the provider knows its models. */
    boolean live() {
        return models.isEmpty();
    }

    /** The same with what the provider lists, behind what was known. */
    Catalogue with(List<ListedModel> listed) {
        Stream<Model> more = listed.stream()
                .map(each -> new Model(each.id(), each.label(), null, each.efforts(), each.usual(), each.enabled()));
        return new Catalogue(
                provider, pair, Stream.concat(models.stream(), more).toList());
    }

    /** All that is known. Read from the program's own resources. */
    static List<Catalogue> read() {
        JsonMapper json = JsonMapper.builder()
                .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .build();
        try (InputStream in = Objects.requireNonNull(Catalogue.class.getResourceAsStream(RESOURCE))) {
            return List.copyOf(json.readValue(in, new TypeReference<List<Catalogue>>() {}));
        } catch (IOException e) {
            throw new IllegalStateException("The list of models is missing from this build", e);
        }
    }
}
