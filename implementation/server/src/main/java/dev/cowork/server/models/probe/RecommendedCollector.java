package dev.cowork.server.models.probe;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Sorts what is known of models by what it tells. Where two providers have a model of the same id, the first one's word counts. */
final class RecommendedCollector {

    private static final String NOT_THIS_ACCOUNT = "This account cannot use the model.";

    private final RecommendedModels all = new RecommendedModels(
            new LinkedHashMap<>(),
            new LinkedHashMap<>(),
            new LinkedHashMap<>(),
            new LinkedHashMap<>(),
            new LinkedHashMap<>(),
            new LinkedHashMap<>(),
            new LinkedHashMap<>(),
            new LinkedHashMap<>());

    private RecommendedCollector() {}

    static RecommendedModels collect(List<Catalogue> catalogues) {
        RecommendedCollector collector = new RecommendedCollector();
        catalogues.forEach(collector::add);
        return collector.all;
    }

    private void add(Catalogue catalogue) {
        String provider = catalogue.provider();
        List<String> ids = catalogue.models().stream().map(Catalogue.Model::id).toList();
        all.models().put(provider, ids);
        all.pairs().put(provider, catalogue.pair());
        catalogue.models().forEach(model -> {
            if (all.providers().putIfAbsent(model.id(), provider) == null) {
                add(model);
            }
        });
    }

    private void add(Catalogue.Model model) {
        putIfThere(all.families(), model.id(), model.family());
        putIfThere(all.labels(), model.id(), model.label());
        putIfThere(all.enabled(), model.id(), model.enabled());
        if (Boolean.FALSE.equals(model.enabled())) {
            all.disabledReasons().put(model.id(), NOT_THIS_ACCOUNT);
        }
        List<String> efforts = model.efforts();
        if (efforts != null) {
            all.efforts().put(model.id(), new RecommendedModels.Effort(efforts, model.usual()));
        }
    }

    private static <T> void putIfThere(Map<String, T> map, String id, @Nullable T value) {
        if (value != null) {
            map.put(id, value);
        }
    }
}
