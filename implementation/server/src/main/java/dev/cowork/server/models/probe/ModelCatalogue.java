package dev.cowork.server.models.probe;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/** The models to choose from. */
@Service
public final class ModelCatalogue {

    private final List<Catalogue> known = Catalogue.read();

    /** The models that this version knows. */
    public RecommendedModels recommended() {
        Collected collected = new Collected();
        known.forEach(collected::add);
        return collected.all();
    }

    /** Everything by the id it is about, in the order of the lists. */
    private static final class Collected {

        private final RecommendedModels all = new RecommendedModels(
                new LinkedHashMap<>(),
                new LinkedHashMap<>(),
                new LinkedHashMap<>(),
                new LinkedHashMap<>(),
                new LinkedHashMap<>(),
                new LinkedHashMap<>(),
                new LinkedHashMap<>(),
                new LinkedHashMap<>());

        void add(Catalogue catalogue) {
            String provider = catalogue.provider();
            all.models()
                    .put(
                            provider,
                            catalogue.models().stream().map(Catalogue.Model::id).toList());
            all.pairs().put(provider, catalogue.pair());
            catalogue.models().forEach(model -> add(provider, model));
        }

        private void add(String provider, Catalogue.Model model) {
            all.providers().put(model.id(), provider);
            putIfThere(all.families(), model.id(), model.family());
            putIfThere(all.labels(), model.id(), model.label());
            List<String> efforts = model.efforts();
            if (efforts != null) {
                all.efforts().put(model.id(), new RecommendedModels.Effort(efforts, model.usual()));
            }
        }

        private static void putIfThere(Map<String, String> map, String id, @Nullable String value) {
            if (value != null) {
                map.put(id, value);
            }
        }

        RecommendedModels all() {
            return all;
        }
    }
}
