package dev.cowork.server.projects;

import static dev.cowork.server.platform.db.Rows.nullable;
import static dev.cowork.server.platform.db.Rows.number;
import static dev.cowork.server.platform.db.Rows.text;
import static dev.cowork.server.platform.db.Rows.textOrNull;

import dev.cowork.server.platform.db.Rows;
import io.r2dbc.spi.Readable;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.r2dbc.core.DatabaseClient.GenericExecuteSpec;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** The table {@code project}. Every query takes the owner, and a limit where it gives more than one row. */
@Repository
class ProjectRepository {

    private static final TypeReference<List<String>> IDS = new TypeReference<>() {};
    private static final String SELECT = """
            select no, id, owner, name, display_name, description, path, external, active, connector_ids, skill_ids,
                   created_at, updated_at, version, moved_from
            from project
            """;

    static final String LIST = SELECT + "where owner = :owner order by no limit :limit offset :offset";

    private final DatabaseClient db;
    private final JsonMapper json;

    ProjectRepository(DatabaseClient db, JsonMapper json) {
        this.db = db;
        this.json = json;
    }

    /** The owner's projects in the order in which they were made; general is always the first. */
    Flux<Project> list(String owner, int limit, long offset) {
        return db.sql(LIST)
                .bind("owner", owner)
                .bind("limit", limit)
                .bind("offset", offset)
                .map(this::project)
                .all();
    }

    Mono<Long> count(String owner) {
        return db.sql("select count(*) as n from project where owner = :owner")
                .bind("owner", owner)
                .map(row -> number(row, "n"))
                .one();
    }

    Mono<Project> byId(String owner, String id) {
        return db.sql(SELECT + "where owner = :owner and id = :id")
                .bind("owner", owner)
                .bind("id", id)
                .map(this::project)
                .one();
    }

    /** Upper and lower case make no difference, as on most disks. */
    Mono<Project> byName(String owner, String name) {
        return db.sql(SELECT + "where owner = :owner and name = :name")
                .bind("owner", owner)
                .bind("name", name)
                .map(this::project)
                .one();
    }

    Mono<Project> active(String owner) {
        return db.sql(SELECT + "where owner = :owner and active = 1")
                .bind("owner", owner)
                .map(this::project)
                .one();
    }

    /** The project with its new key, or empty when the owner has one of this id or name already. */
    Mono<Project> insert(Project project) {
        return fields(db.sql("""
                        insert into project (id, owner, name, display_name, description, path, external, active,
                                             connector_ids, skill_ids, created_at, updated_at, version)
                        values (:id, :owner, :name, :displayName, :description, :path, :external, :active,
                                :connectorIds, :skillIds, :createdAt, :updatedAt, :version)
                        on conflict do nothing
                        returning no"""), project)
                .bind("id", project.id())
                .bind("external", Rows.flag(project.external()))
                .bind("createdAt", project.createdAt())
                .map(row -> number(row, "no"))
                .one()
                .map(project::keyed);
    }

    /**
     * Writes a changed project over its last version.
     *
     * @param project the new values, with the version after the change
     * @param movedFrom where the folder still is while it is being renamed, or null when it does not move
     * @return whether the row still had the version before
     */
    Mono<Boolean> update(Project project, @Nullable String movedFrom) {
        return fields(db.sql("""
                        update project
                        set name = :name, display_name = :displayName, description = :description, path = :path,
                            active = :active, connector_ids = :connectorIds, skill_ids = :skillIds,
                            updated_at = :updatedAt, version = :version,
                            moved_from = coalesce(:movedFrom, moved_from)
                        where no = :no and owner = :owner and version = :version - 1"""), project)
                .bind("no", project.no())
                .bind("movedFrom", nullable(movedFrom))
                .fetch()
                .rowsUpdated()
                .map(rows -> rows == 1);
    }

    /** Makes every project of the owner inactive, save one; pass 0 for all. */
    Mono<Void> deactivateOthers(String owner, long no) {
        return db.sql("""
                        update project set active = 0, version = version + 1
                        where owner = :owner and active = 1 and no <> :no""").bind("owner", owner).bind("no", no).then();
    }

    Mono<Void> activate(String owner, String id) {
        return db.sql("update project set active = 1, version = version + 1 where owner = :owner and id = :id")
                .bind("owner", owner)
                .bind("id", id)
                .then();
    }

    Mono<Void> delete(Project project) {
        return db.sql("delete from project where no = :no and owner = :owner")
                .bind("no", project.no())
                .bind("owner", project.owner())
                .then();
    }

    /** A folder that is on its way from one name to the next. */
    record Move(Project project, String from) {}

    /** The move of one project, or empty when its folder is where it belongs. */
    Mono<Move> move(Project project) {
        return db.sql(SELECT + "where no = :no and owner = :owner and moved_from is not null")
                .bind("no", project.no())
                .bind("owner", project.owner())
                .map(row -> new Move(project(row), text(row, "moved_from")))
                .one();
    }

    /** Moves that a stop of the process cut off, of all owners. */
    Flux<Move> moves(int limit) {
        return db.sql(SELECT + "where moved_from is not null order by no limit :limit")
                .bind("limit", limit)
                .map(row -> new Move(project(row), text(row, "moved_from")))
                .all();
    }

    /** The folder has arrived. Changes nothing a client can see, and so no version. */
    Mono<Void> moved(Project project) {
        return db.sql("update project set moved_from = null where no = :no and owner = :owner and path = :path")
                .bind("no", project.no())
                .bind("owner", project.owner())
                .bind("path", project.path())
                .then();
    }

    private GenericExecuteSpec fields(GenericExecuteSpec sql, Project project) {
        return sql.bind("owner", project.owner())
                .bind("name", project.name())
                .bind("displayName", project.displayName())
                .bind("description", nullable(project.description()))
                .bind("path", project.path())
                .bind("active", Rows.flag(project.active()))
                .bind("connectorIds", json.writeValueAsString(project.connectorIds()))
                .bind("skillIds", json.writeValueAsString(project.skillIds()))
                .bind("updatedAt", project.updatedAt())
                .bind("version", project.version());
    }

    private Project project(Readable row) {
        return new Project(
                number(row, "no"),
                text(row, "id"),
                text(row, "owner"),
                text(row, "name"),
                text(row, "display_name"),
                textOrNull(row, "description"),
                text(row, "path"),
                Rows.flag(row, "external"),
                Rows.flag(row, "active"),
                json.readValue(text(row, "connector_ids"), IDS),
                json.readValue(text(row, "skill_ids"), IDS),
                number(row, "created_at"),
                number(row, "updated_at"),
                number(row, "version"));
    }
}
