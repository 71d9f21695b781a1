package dev.cowork.server.v1.projects;

import dev.cowork.api.v1.ProjectsApi;
import dev.cowork.api.v1.model.CreateProjectRequest;
import dev.cowork.api.v1.model.UpdateProjectRequest;
import dev.cowork.server.platform.guard.Owner;
import dev.cowork.server.platform.resources.IfMatch;
import dev.cowork.server.projects.Project;
import dev.cowork.server.projects.ProjectService;
import dev.cowork.server.v1.Pages;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.http.ResponseEntity.BodyBuilder;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

@RestController
class ProjectController implements ProjectsApi {

    private final ProjectService projects;
    private final ProjectMapper mapper;

    ProjectController(ProjectService projects, ProjectMapper mapper) {
        this.projects = projects;
        this.mapper = mapper;
    }

    @Override
    public Mono<ResponseEntity<List<dev.cowork.api.v1.model.Project>>> listProjects(
            Integer limit, Integer offset, ServerWebExchange exchange) {
        return projects.list(Owner.of(exchange), limit, offset)
                .map(page -> ResponseEntity.ok()
                        .headers(Pages.headers(page, limit, offset, exchange))
                        .body(mapper.toApi(page.rows())));
    }

    @Override
    public Mono<ResponseEntity<dev.cowork.api.v1.model.Project>> getProject(
            String projectId, ServerWebExchange exchange) {
        return projects.get(Owner.of(exchange), projectId).map(project -> answer(ResponseEntity.ok(), project));
    }

    @Override
    public Mono<ResponseEntity<dev.cowork.api.v1.model.Project>> createProject(
            Mono<CreateProjectRequest> body, ServerWebExchange exchange) {
        return body.map(mapper::toNew)
                .flatMap(wanted -> projects.create(Owner.of(exchange), wanted))
                .map(project ->
                        answer(ResponseEntity.created(URI.create("/api/v1/projects/" + project.id())), project));
    }

    @Override
    public Mono<ResponseEntity<dev.cowork.api.v1.model.Project>> updateProject(
            String projectId, Mono<UpdateProjectRequest> body, @Nullable String ifMatch, ServerWebExchange exchange) {
        return body.map(mapper::toChange)
                .flatMap(change -> projects.update(Owner.of(exchange), projectId, change, IfMatch.of(ifMatch)))
                .map(project -> answer(ResponseEntity.ok(), project));
    }

    @Override
    public Mono<ResponseEntity<Void>> deleteProject(
            String projectId, @Nullable String ifMatch, ServerWebExchange exchange) {
        return projects.delete(Owner.of(exchange), projectId, IfMatch.of(ifMatch))
                .thenReturn(ResponseEntity.noContent().build());
    }

    private ResponseEntity<dev.cowork.api.v1.model.Project> answer(BodyBuilder answer, Project project) {
        return answer.eTag(IfMatch.tag(project.version())).body(mapper.toApi(project));
    }
}
