package dev.cowork.server.v1.settings;

import dev.cowork.api.v1.SettingsApi;
import dev.cowork.api.v1.model.Deleted;
import dev.cowork.api.v1.model.Setting;
import dev.cowork.api.v1.model.UpdateSettingRequest;
import dev.cowork.api.v1.model.UpdateSettingsRequest;
import dev.cowork.api.v1.model.UpdatedSettings;
import dev.cowork.server.platform.guard.Owner;
import dev.cowork.server.platform.problems.Problem;
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
    private final SettingMapper mapper;

    SettingsController(SettingsService settings, SettingMapper mapper) {
        this.settings = settings;
        this.mapper = mapper;
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
