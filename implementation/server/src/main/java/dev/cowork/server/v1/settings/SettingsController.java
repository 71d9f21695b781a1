package dev.cowork.server.v1.settings;

import dev.cowork.api.v1.SettingsApi;
import dev.cowork.api.v1.model.ConfigurationStatus;
import dev.cowork.api.v1.model.ConfiguredProvider;
import dev.cowork.api.v1.model.Deleted;
import dev.cowork.api.v1.model.DeletedProviderKeys;
import dev.cowork.api.v1.model.InstallStatus;
import dev.cowork.api.v1.model.LocalServer;
import dev.cowork.api.v1.model.ProviderKey;
import dev.cowork.api.v1.model.RecommendedModels;
import dev.cowork.api.v1.model.Setting;
import dev.cowork.api.v1.model.TestProvidersRequest;
import dev.cowork.api.v1.model.TestedProviders;
import dev.cowork.api.v1.model.UpdateRawSettingsRequest;
import dev.cowork.api.v1.model.UpdateSettingRequest;
import dev.cowork.api.v1.model.UpdateSettingsRequest;
import dev.cowork.api.v1.model.UpdatedRawSettings;
import dev.cowork.api.v1.model.UpdatedSettings;
import dev.cowork.api.v1.model.ValidateProviderRequest;
import dev.cowork.api.v1.model.ValidatedProvider;
import dev.cowork.server.models.probe.LocalServers;
import dev.cowork.server.models.probe.ModelCatalogue;
import dev.cowork.server.models.probe.ProviderSetup;
import dev.cowork.server.models.probe.ProviderTrials;
import dev.cowork.server.platform.guard.OwnPage;
import dev.cowork.server.platform.guard.Owner;
import dev.cowork.server.platform.problems.Problem;
import dev.cowork.server.settings.RawSettings;
import dev.cowork.server.settings.SettingsService;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.springframework.http.CacheControl;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** {@code /api/v1/settings}. */
@RestController
final class SettingsController implements SettingsApi {

    private final SettingsService settings;
    private final RawSettings raw;
    private final ProviderSetup setup;
    private final ModelCatalogue catalogue;
    private final ProviderTrials trials;
    private final LocalServers localServers;
    private final OwnPage ownPage;
    private final SettingMapper mapper;
    private final ProviderMapper providers;

    SettingsController(
            SettingsService settings,
            RawSettings raw,
            ProviderSetup setup,
            ModelCatalogue catalogue,
            ProviderTrials trials,
            LocalServers localServers,
            OwnPage ownPage,
            SettingMapper mapper,
            ProviderMapper providers) {
        this.settings = settings;
        this.raw = raw;
        this.setup = setup;
        this.catalogue = catalogue;
        this.trials = trials;
        this.localServers = localServers;
        this.ownPage = ownPage;
        this.mapper = mapper;
        this.providers = providers;
    }

    @Override
    public Mono<ResponseEntity<List<Setting>>> listSettings(ServerWebExchange exchange) {
        return settings.rows(Owner.of(exchange)).map(mapper::toRows).map(SettingsController::ok);
    }

    @Override
    public Mono<ResponseEntity<UpdatedSettings>> updateSettings(
            Mono<UpdateSettingsRequest> body, ServerWebExchange exchange) {
        return body.map(request -> texts(request.values()))
                .flatMap(values -> settings.update(Owner.of(exchange), values))
                .onErrorMap(Problem.class, refused -> inValues(refused))
                .map(keys -> ok(new UpdatedSettings(keys)));
    }

    @Override
    public Mono<ResponseEntity<Setting>> updateSetting(
            String key, Mono<UpdateSettingRequest> body, ServerWebExchange exchange) {
        return body.flatMap(request -> settings.update(Owner.of(exchange), key, request.value()))
                .onErrorMap(Problem.class, refused -> refused.errors().isEmpty() ? refused : refused.at("/value"))
                .map(setting -> ok(mapper.toRow(setting)));
    }

    @Override
    public Mono<ResponseEntity<Deleted>> deleteSetting(String key, ServerWebExchange exchange) {
        return settings.delete(Owner.of(exchange), key).thenReturn(ok(new Deleted(true)));
    }

    @Override
    public Mono<ResponseEntity<DeletedProviderKeys>> deleteProviderKeys(ServerWebExchange exchange) {
        return settings.logout(Owner.of(exchange)).map(keys -> ok(new DeletedProviderKeys(true, keys)));
    }

    @Override
    public Mono<ResponseEntity<Map<String, String>>> getRawSettings(ServerWebExchange exchange) {
        return raw.read(Owner.of(exchange)).map(SettingsController::ok);
    }

    @Override
    public Mono<ResponseEntity<UpdatedRawSettings>> updateRawSettings(
            Mono<UpdateRawSettingsRequest> body, ServerWebExchange exchange) {
        return body.flatMap(request -> raw.write(Owner.of(exchange), request.content()))
                .map(change -> ok(new UpdatedRawSettings(true, change.updated(), change.ignored())));
    }

    @Override
    public Mono<ResponseEntity<InstallStatus>> getInstallStatus(ServerWebExchange exchange) {
        return Mono.just(ok(new InstallStatus(true, true)));
    }

    @Override
    public Mono<ResponseEntity<ConfiguredProvider>> getConfigured(ServerWebExchange exchange) {
        return setup.configured(Owner.of(exchange))
                .map(provider -> ok(new ConfiguredProvider(!provider.isEmpty(), provider)));
    }

    @Override
    public Mono<ResponseEntity<ConfigurationStatus>> validateSettings(ServerWebExchange exchange) {
        return setup.state(Owner.of(exchange)).map(state -> ok(providers.toStatus(state)));
    }

    @Override
    public Mono<ResponseEntity<RecommendedModels>> listRecommendedModels(Boolean refresh, ServerWebExchange exchange) {
        return catalogue.recommended(Owner.of(exchange), refresh).map(models -> ok(providers.toModels(models)));
    }

    @Override
    public Mono<ResponseEntity<TestedProviders>> testProviders(
            Mono<TestProvidersRequest> body, ServerWebExchange exchange) {
        return body.map(Candidates::of)
                .switchIfEmpty(Mono.fromSupplier(() -> Candidates.ofNoBody(exchange)))
                .flatMap(named -> named.map(candidates -> trials.all(Owner.of(exchange), candidates))
                        .orElseGet(() -> trials.stored(Owner.of(exchange))))
                .map(tried -> ok(Candidates.toContract(tried)));
    }

    @Override
    public Mono<ResponseEntity<ValidatedProvider>> validateProvider(
            Mono<ValidateProviderRequest> body, ServerWebExchange exchange) {
        return body.flatMap(request -> trials.one(Owner.of(exchange), Candidates.of(request)))
                .map(verdict -> ok(Candidates.toContract(verdict)));
    }

    @Override
    public Mono<ResponseEntity<List<LocalServer>>> listLocalServers(ServerWebExchange exchange) {
        return localServers.find().map(found -> ok(providers.toServers(found)));
    }

    @Override
    public Mono<ResponseEntity<ProviderKey>> getProviderKey(String name, ServerWebExchange exchange) {
        Mono<String> key = setup.key(Owner.of(exchange), name);
        ownPage.check(exchange);
        return key.map(value -> ok(new ProviderKey(value)));
    }

    /** A reader of JSON lets null through where the contract wants texts. */
    private static Map<String, String> texts(Map<String, String> values) {
        List<Problem.FieldError> missing = values.entrySet().stream()
                .filter(each -> Objects.isNull(each.getValue()))
                .map(each -> new Problem.FieldError(
                        "/values/" + each.getKey().replace("~", "~0").replace("/", "~1"), "A value must be a text."))
                .toList();
        if (!missing.isEmpty()) {
            throw Problem.invalid(missing);
        }
        return values;
    }

    /** A setting that does not fit is named by its key; in the body it stands below {@code values}. */
    private static Problem inValues(Problem refused) {
        boolean byKey = refused.code().equals("setting_invalid");
        return byKey ? refused.at("/values/" + refused.errors().getFirst().pointer()) : refused;
    }

    /** Settings tell how a person works, so no cache may keep them. */
    private static <T> ResponseEntity<T> ok(T body) {
        return ResponseEntity.ok().cacheControl(CacheControl.noStore()).body(body);
    }
}
