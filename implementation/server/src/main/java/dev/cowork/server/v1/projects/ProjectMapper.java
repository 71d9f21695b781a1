package dev.cowork.server.v1.projects;

import dev.cowork.api.v1.model.CreateProjectRequest;
import dev.cowork.api.v1.model.ProjectAttribution;
import dev.cowork.api.v1.model.ProjectCapabilities;
import dev.cowork.api.v1.model.UpdateProjectRequest;
import dev.cowork.server.platform.time.Times;
import dev.cowork.server.projects.NewProject;
import dev.cowork.server.projects.Project;
import dev.cowork.server.projects.ProjectChange;
import dev.cowork.server.v1.Fields;
import java.time.OffsetDateTime;
import java.util.List;
import org.mapstruct.Mapper;
import org.mapstruct.Mapping;

/** Projects of the contract from projects of the house, and wishes the other way round. */
@Mapper
abstract class ProjectMapper {

    @Mapping(target = "isActive", source = "active")
    @Mapping(target = "modifiedAt", source = "updatedAt")
    @Mapping(target = "attribution", source = "project")
    @Mapping(target = "capabilities", source = "project")
    @Mapping(target = "shared", constant = "false")
    // a person's own machine knows no organisation and no other people
    @Mapping(target = "orgId", ignore = true)
    @Mapping(target = "createdBy", ignore = true)
    abstract dev.cowork.api.v1.model.Project toApi(Project project);

    abstract List<dev.cowork.api.v1.model.Project> toApi(List<Project> projects);

    @Mapping(target = "lastModifiedAt", source = "updatedAt")
    @Mapping(target = "createdBy", ignore = true)
    @Mapping(target = "lastModifiedBy", ignore = true)
    abstract ProjectAttribution attribution(Project project);

    @Mapping(target = "canRename", expression = "java(project.renamable())")
    @Mapping(target = "canDelete", expression = "java(!project.general())")
    @Mapping(target = "canEditInstructions", constant = "true")
    @Mapping(target = "canRun", constant = "true")
    @Mapping(target = "canWriteFiles", constant = "true")
    @Mapping(target = "directoryIsExternal", source = "external")
    abstract ProjectCapabilities capabilities(Project project);

    OffsetDateTime time(long micros) {
        return Times.utc(micros);
    }

    NewProject toNew(CreateProjectRequest request) {
        return new NewProject(
                request.name(),
                Fields.value(request.description()),
                Fields.value(request.path()),
                Fields.list(request.connectorIds()),
                Fields.list(request.skillIds()));
    }

    ProjectChange toChange(UpdateProjectRequest request) {
        return new ProjectChange(
                Fields.value(request.name()),
                Fields.patch(request.description()),
                Fields.either(Fields.value(request.isActive()), Fields.value(request.isActiveCamel())),
                Fields.value(request.connectorIds()),
                Fields.value(request.skillIds()));
    }
}
