package dev.cowork.server.models.probe;

import dev.cowork.server.settings.SettingValues;
import dev.cowork.server.settings.SettingsService;
import java.util.List;
import org.springframework.stereotype.Service;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The models to choose from: those that this version knows, and those that only a provider knows which is set up. */
@Service
public final class ModelCatalogue {

    private final List<Catalogue> known = Catalogue.read();
    private final SettingsService settings;
    private final ModelLists lists;

    ModelCatalogue(SettingsService settings, ModelLists lists) {
        this.settings = settings;
        this.lists = lists;
    }

    /**
     * @param owner whose settings say who is asked
     * @param refresh whether to ask again although a list is known
     * @return the models, within seven seconds; a provider that does not answer has none
     */
    public Mono<RecommendedModels> recommended(String owner, boolean refresh) {
        return settings.values(owner)
                .flatMap(values -> Flux.fromIterable(known)
                        .flatMapSequential(each -> live(each, values, refresh).map(models -> each.with(models)))
                        .collectList())
                .map(RecommendedCollector::collect);
    }

    private Mono<List<ListedModel>> live(Catalogue catalogue, SettingValues values, boolean refresh) {
        if (!catalogue.live()) {
            return Mono.just(List.of());
        }
        Candidate asStored = new Candidate(catalogue.provider(), null, null, null);
        return Targets.judge(asStored, values) instanceof Targets.Judged.Right right
                ? lists.of(right.target().listing(), refresh)
                : Mono.just(List.of());
    }
}
