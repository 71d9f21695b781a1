package dev.cowork.server.permissions;

import static dev.cowork.server.platform.db.Rows.number;
import static dev.cowork.server.platform.db.Rows.text;
import static dev.cowork.server.platform.db.Rows.textOrNull;

import dev.cowork.server.agent.Verdict;
import io.r2dbc.spi.Parameter;
import io.r2dbc.spi.Parameters;
import io.r2dbc.spi.R2dbcType;
import io.r2dbc.spi.Readable;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Mono;

/** The table {@code permission}; a rule without project holds everywhere. */
@Repository
class PermissionRepository {

    private static final String SELECT = """
            select p.id as project_id, r.tool, r.pattern, r.effect, r.created_at, r.updated_at
            from permission r left join project p on p.no = r.project_no
            """;
    private static final String NAMED =
            " where owner = :owner and coalesce(project_no, 0) = :project and tool = :tool and pattern = :pattern";

    private final DatabaseClient db;

    PermissionRepository(DatabaseClient db) {
        this.db = db;
    }

    /** The rules that can hold for a tool in a project, the strictest first. */
    Mono<List<Permission>> of(String owner, long projectNo, String tool, int limit) {
        return db.sql(SELECT + """
                        where r.owner = :owner and coalesce(r.project_no, 0) in (0, :project) and r.tool in (:tool, '*')
                        order by case r.effect when 'deny' then 0 when 'ask' then 1 else 2 end, r.no limit :limit""")
                .bind("owner", owner)
                .bind("project", projectNo)
                .bind("tool", tool)
                .bind("limit", limit)
                .map(PermissionRepository::permission)
                .all()
                .collectList();
    }

    /** All rules, or those that hold in one project alone, in the order of their tools. */
    Mono<List<Permission>> list(String owner, @Nullable Long projectNo, int limit, long offset) {
        return db.sql(SELECT + " where r.owner = :owner" + only(projectNo)
                        + " order by r.tool, r.pattern, r.no limit :limit offset :offset")
                .bind("owner", owner)
                .bind("limit", limit)
                .bind("offset", offset)
                .map(PermissionRepository::permission)
                .all()
                .collectList();
    }

    Mono<Long> count(String owner, @Nullable Long projectNo) {
        return db.sql("select count(*) as n from permission r where r.owner = :owner" + only(projectNo))
                .bind("owner", owner)
                .map(row -> number(row, "n"))
                .one();
    }

    private static String only(@Nullable Long projectNo) {
        return projectNo == null ? "" : " and r.project_no = " + projectNo;
    }

    Mono<Void> save(String owner, long projectNo, String tool, String pattern, Verdict effect, long now) {
        return db.sql("""
                        insert into permission (owner, project_no, tool, pattern, effect, created_at, updated_at)
                        values (:owner, :project, :tool, :pattern, :effect, :now, :now)
                        on conflict (owner, coalesce(project_no, 0), tool, pattern) do update
                        set effect = excluded.effect, updated_at = excluded.updated_at
                        """)
                .bind("owner", owner)
                .bind("project", project(projectNo))
                .bind("tool", tool)
                .bind("pattern", pattern)
                .bind("effect", effect.wire())
                .bind("now", now)
                .fetch()
                .rowsUpdated()
                .then();
    }

    Mono<Permission> find(String owner, long projectNo, String tool, String pattern) {
        return db.sql(SELECT + """
                         where r.owner = :owner and coalesce(r.project_no, 0) = :project and r.tool = :tool
                           and r.pattern = :pattern limit 1""")
                .bind("owner", owner)
                .bind("project", projectNo)
                .bind("tool", tool)
                .bind("pattern", pattern)
                .map(PermissionRepository::permission)
                .one();
    }

    Mono<Long> delete(String owner, long projectNo, String tool, String pattern) {
        return db.sql("delete from permission" + NAMED)
                .bind("owner", owner)
                .bind("project", projectNo)
                .bind("tool", tool)
                .bind("pattern", pattern)
                .fetch()
                .rowsUpdated();
    }

    private static Parameter project(long projectNo) {
        return Parameters.in(R2dbcType.BIGINT, projectNo == 0 ? null : Long.valueOf(projectNo));
    }

    private static Permission permission(Readable row) {
        return new Permission(
                textOrNull(row, "project_id"),
                text(row, "tool"),
                text(row, "pattern"),
                Verdict.of(text(row, "effect")),
                number(row, "created_at"),
                number(row, "updated_at"));
    }
}
