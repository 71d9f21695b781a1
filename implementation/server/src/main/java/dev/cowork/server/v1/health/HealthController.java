package dev.cowork.server.v1.health;

import dev.cowork.api.v1.HealthApi;
import dev.cowork.api.v1.model.Health;
import dev.cowork.server.health.HealthService;
import dev.cowork.server.platform.guard.Owner;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** {@code /api/v1/health}. */
@RestController
final class HealthController implements HealthApi {

    private final HealthService health;
    private final HealthMapper mapper;

    HealthController(HealthService health, HealthMapper mapper) {
        this.health = health;
        this.mapper = mapper;
    }

    @Override
    public Mono<ResponseEntity<Health>> getHealth(ServerWebExchange exchange) {
        return health.health(Owner.of(exchange)).map(mapper::toContract).map(ResponseEntity::ok);
    }
}
