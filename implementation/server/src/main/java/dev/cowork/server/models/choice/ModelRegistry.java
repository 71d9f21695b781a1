package dev.cowork.server.models.choice;

import dev.cowork.server.models.ChosenModel;
import dev.cowork.server.models.ModelSettings;
import dev.cowork.server.models.ModelStatus;
import dev.cowork.server.models.Models;
import dev.cowork.server.models.OfferedModel;
import dev.cowork.server.models.rehearsal.Rehearsal;
import dev.cowork.server.models.wire.Endpoint;
import dev.cowork.server.models.wire.WireClients;
import dev.cowork.server.platform.serve.ServerOptions;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * Chooses the model of a turn. Without a real provider everything is a rehearsal; with one, only what names it.
 */
@Component
final class ModelRegistry implements Models {

    /** What clients send when they mean whatever is configured. */
    private static final String CONFIGURED = "anton";

    private final ModelSettings settings;
    private final WireClients clients;
    private final Rehearsal rehearsal;
    private final boolean rehearsing;

    ModelRegistry(ModelSettings settings, WireClients clients, Rehearsal rehearsal, ServerOptions options) {
        this.settings = settings;
        this.clients = clients;
        this.rehearsal = rehearsal;
        this.rehearsing = options.rehearsal();
    }

    @Override
    public Mono<ChosenModel> choose(String owner, @Nullable String requested) {
        String name = requested == null ? "" : requested.strip();
        return settings.values(owner).map(ProviderSettings::main).flatMap(configured -> switch (configured) {
            case Configured.Missing missing -> Mono.just(rehearsal());
            case Configured.Ready ready when name.equals(Rehearsal.ID) -> Mono.just(rehearsal());
            case Configured.Ready ready -> model(ready, name).map(model -> chosen(ready.endpoint(), model));
        });
    }

    @Override
    public Mono<ChosenModel> fast(String owner) {
        return settings.values(owner).map(values -> switch (ProviderSettings.main(values)) {
            case Configured.Missing missing -> rehearsal();
            case Configured.Ready main -> {
                Configured.Ready ready = ProviderSettings.fast(values, main);
                yield chosen(ready.endpoint(), ready.model());
            }
        });
    }

    private Mono<String> model(Configured.Ready ready, String name) {
        if (name.isEmpty() || name.equals(CONFIGURED) || name.equals(ready.model())) {
            return Mono.just(ready.model());
        }
        return clients.models(ready.endpoint()).map(offered -> offered.contains(name) ? name : ready.model());
    }

    private ChosenModel chosen(Endpoint endpoint, String model) {
        return new ChosenModel(
                endpoint.family(),
                endpoint.provider(),
                endpoint.label(),
                model,
                endpoint.contextWindow(),
                clients.client(endpoint));
    }

    private ChosenModel rehearsal() {
        return new ChosenModel(
                Rehearsal.ID, Rehearsal.ID, Rehearsal.LABEL, Rehearsal.ID, ContextWindows.UNKNOWN, rehearsal);
    }

    @Override
    public Mono<List<OfferedModel>> offered(String owner) {
        OfferedModel rehearsed = new OfferedModel(Rehearsal.ID, Rehearsal.ID);
        return settings.values(owner).map(ProviderSettings::main).flatMap(configured -> switch (configured) {
            case Configured.Missing missing -> Mono.just(List.of(rehearsed));
            case Configured.Ready ready ->
                clients.models(ready.endpoint())
                        .map(names -> Stream.concat(
                                        Stream.concat(
                                                        Stream.of(ready.model()),
                                                        names.stream().sorted())
                                                .distinct()
                                                .map(name -> new OfferedModel(
                                                        name, ready.endpoint().provider())),
                                        rehearsing ? Stream.of(rehearsed) : Stream.of())
                                .toList());
        });
    }

    @Override
    public Mono<ModelStatus> status(String owner) {
        return settings.values(owner).map(ProviderSettings::main).map(configured -> switch (configured) {
            case Configured.Ready ready ->
                new ModelStatus(
                        true,
                        null,
                        ready.endpoint().provider(),
                        ready.endpoint().label(),
                        ready.model());
            case Configured.Missing missing ->
                new ModelStatus(
                        rehearsing,
                        rehearsing ? null : missing.sentence(),
                        Rehearsal.ID,
                        Rehearsal.LABEL,
                        Rehearsal.ID);
        });
    }
}
