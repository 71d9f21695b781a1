package dev.cowork.server.v1.permissions;

import dev.cowork.api.v1.PermissionsApi;
import dev.cowork.api.v1.model.Deleted;
import dev.cowork.api.v1.model.Permission;
import dev.cowork.api.v1.model.PermissionList;
import dev.cowork.api.v1.model.UpdatePermissionRequest;
import dev.cowork.server.agent.Verdict;
import dev.cowork.server.permissions.PermissionService;
import dev.cowork.server.platform.guard.Owner;
import dev.cowork.server.v1.Pages;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** {@code /api/v1/permissions}. */
@RestController
class PermissionController implements PermissionsApi {

    private final PermissionService permissions;
    private final PermissionMapper mapper;

    PermissionController(PermissionService permissions, PermissionMapper mapper) {
        this.permissions = permissions;
        this.mapper = mapper;
    }

    @Override
    public Mono<ResponseEntity<PermissionList>> listPermissions(
            @Nullable String projectId, Integer limit, Integer offset, ServerWebExchange exchange) {
        return permissions
                .list(Owner.of(exchange), projectId, limit, offset)
                .map(page -> ResponseEntity.ok()
                        .headers(Pages.headers(page, limit, offset, exchange))
                        .body(new PermissionList(mapper.toApi(page.rows()))));
    }

    @Override
    public Mono<ResponseEntity<Permission>> updatePermission(
            Mono<UpdatePermissionRequest> body, ServerWebExchange exchange) {
        return body.flatMap(request -> permissions.set(
                        Owner.of(exchange),
                        id(request.projectId().orElse(null)),
                        request.tool(),
                        Objects.requireNonNullElse(request.pattern().orElse(null), "*"),
                        Verdict.of(request.effect())))
                .map(rule -> ResponseEntity.ok(mapper.toApi(rule)));
    }

    @Override
    public Mono<ResponseEntity<Deleted>> deletePermission(
            String tool, String pattern, @Nullable String projectId, ServerWebExchange exchange) {
        return permissions
                .forget(Owner.of(exchange), id(projectId), tool, pattern)
                .thenReturn(ResponseEntity.ok(new Deleted(true)));
    }

    /** Null and empty alike: every project. */
    private static @Nullable String id(@Nullable String projectId) {
        return projectId == null || projectId.isEmpty() ? null : projectId;
    }
}
