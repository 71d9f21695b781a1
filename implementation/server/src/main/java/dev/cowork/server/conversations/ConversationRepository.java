package dev.cowork.server.conversations;

import static dev.cowork.server.platform.db.Rows.nullable;
import static dev.cowork.server.platform.db.Rows.number;
import static dev.cowork.server.platform.db.Rows.text;
import static dev.cowork.server.platform.db.Rows.textOrNull;

import dev.cowork.server.conversations.Conversation.DisabledConnection;
import dev.cowork.server.conversations.Conversation.ProjectRef;
import dev.cowork.server.platform.db.Rows;
import dev.cowork.server.platform.resources.Page;
import io.r2dbc.spi.Readable;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.r2dbc.core.DatabaseClient.GenericExecuteSpec;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** The table {@code conversation}, with the name and folder of its project joined to each row. */
@Repository
class ConversationRepository {

    private static final TypeReference<List<DisabledConnection>> CONNECTIONS = new TypeReference<>() {};
    private static final String COLUMNS = """
            select c.no, c.id, c.project_no, p.id as project_id, p.name as project_name, p.path as project_path,
                   p.external as project_external,
                   c.title, c.goal, c.status, c.harness, c.model, c.reasoning_effort, c.disabled_connections, c.turns,
                   c.created_at, c.updated_at, c.version
            """;
    private static final String FROM = "from conversation c join project p on p.no = c.project_no ";
    private static final String SELECT = COLUMNS + FROM;

    private final DatabaseClient db;
    private final JsonMapper json;

    ConversationRepository(DatabaseClient db, JsonMapper json) {
        this.db = db;
        this.json = json;
    }

    /** A row of a list, with how many rows the whole list has. */
    private record Listed(Conversation conversation, long total) {}

    /** The last active first, and how many there are, in one query. */
    Mono<Page<Conversation>> page(
            String owner, @Nullable Long projectNo, @Nullable String status, int limit, long offset) {
        return filtered(db.sql(listSql(projectNo, status)), owner, projectNo, status)
                .bind("limit", limit)
                .bind("offset", offset)
                .map(row -> new Listed(conversation(row, owner), number(row, "total")))
                .all()
                .collectList()
                .flatMap(rows -> rows.isEmpty() && offset > 0
                        ? count(owner, projectNo, status).map(total -> new Page<>(List.of(), total))
                        : Mono.just(page(rows)));
    }

    private static Page<Conversation> page(List<Listed> rows) {
        return new Page<>(
                rows.stream().map(Listed::conversation).toList(),
                rows.isEmpty() ? 0 : rows.getFirst().total());
    }

    static String listSql(@Nullable Long projectNo, @Nullable String status) {
        return COLUMNS + ", (" + countSql(projectNo, status) + ") as total " + FROM + where(projectNo, status)
                + "order by c.updated_at desc, c.no desc limit :limit offset :offset";
    }

    /** Reads what the database keeps count of: a row for each project and status, however many conversations there are. */
    private static String countSql(@Nullable Long projectNo, @Nullable String status) {
        return "select coalesce(sum(c.n), 0) from conversation_count c where c.owner = :owner "
                + and(projectNo, status);
    }

    /** How many there are, when the page past the last row is asked for. */
    private Mono<Long> count(String owner, @Nullable Long projectNo, @Nullable String status) {
        return filtered(db.sql(countSql(projectNo, status)), owner, projectNo, status)
                .map(row -> Objects.requireNonNull(row.get(0, Long.class)))
                .one();
    }

    private static String where(@Nullable Long projectNo, @Nullable String status) {
        return "where c.owner = :owner and c.listed = 1 " + and(projectNo, status);
    }

    private static String and(@Nullable Long projectNo, @Nullable String status) {
        return (projectNo == null ? "" : "and c.project_no = :projectNo ")
                + (status == null ? "" : isArchived(status) ? "and c.status = 'archived' " : "and c.status = :status ");
    }

    /** Few are, so they have an index of their own, which is chosen only if the query says so itself. */
    private static boolean isArchived(String status) {
        return status.equals(Conversation.ARCHIVED);
    }

    private static GenericExecuteSpec filtered(
            GenericExecuteSpec sql, String owner, @Nullable Long projectNo, @Nullable String status) {
        GenericExecuteSpec bound = sql.bind("owner", owner);
        bound = projectNo == null ? bound : bound.bind("projectNo", projectNo);
        return status == null || isArchived(status) ? bound : bound.bind("status", status);
    }

    Mono<Conversation> byId(String owner, String id) {
        return db.sql(SELECT + "where c.id = :id and c.owner = :owner")
                .bind("id", id)
                .bind("owner", owner)
                .map(row -> conversation(row, owner))
                .one();
    }

    /** A conversation that is in no list and has no turn; else empty. */
    Mono<Conversation> forgotten(String owner, String id) {
        return db.sql(SELECT + "where c.id = :id and c.owner = :owner and c.listed = 0 and c.turns = 0")
                .bind("id", id)
                .bind("owner", owner)
                .map(row -> conversation(row, owner))
                .one();
    }

    /** A batch of a project's conversations in the order of their making, from a key on. */
    Flux<Conversation> ofProject(String owner, long projectNo, long afterNo, int limit) {
        return db.sql(SELECT + """
                        where c.owner = :owner and c.project_no = :projectNo and c.no > :after
                        order by c.no limit :limit""")
                .bind("owner", owner)
                .bind("projectNo", projectNo)
                .bind("after", afterNo)
                .bind("limit", limit)
                .map(row -> conversation(row, owner))
                .all();
    }

    /** What a new row holds besides how the conversation works. */
    record Seed(
            String owner,
            String id,
            long projectNo,
            String title,
            @Nullable String goal,
            int turns,
            boolean listed) {}

    /** Gives the new key. */
    Mono<Long> insert(Seed seed, NewConversation wanted, long now) {
        return db.sql("""
                        insert into conversation (id, owner, project_no, title, goal, harness, model,
                                                  reasoning_effort, disabled_connections, turns, listed, created_at,
                                                  updated_at)
                        values (:id, :owner, :projectNo, :title, :goal, :harness, :model,
                                :effort, :connections, :turns, :listed, :now, :now)
                        returning no""")
                .bind("id", seed.id())
                .bind("owner", seed.owner())
                .bind("projectNo", seed.projectNo())
                .bind("title", seed.title())
                .bind("goal", nullable(seed.goal()))
                .bind("harness", nullable(wanted.harness()))
                .bind("model", nullable(wanted.model()))
                .bind("effort", nullable(wanted.reasoningEffort()))
                .bind("connections", json.writeValueAsString(wanted.disabledConnections()))
                .bind("turns", seed.turns())
                .bind("listed", Rows.flag(seed.listed()))
                .bind("now", now)
                .map(row -> number(row, "no"))
                .one();
    }

    /**
     * Writes a changed conversation over its last version.
     *
     * @return whether the row still had the version before
     */
    Mono<Boolean> update(Conversation next) {
        return db.sql("""
                        update conversation
                        set project_no = :projectNo, title = :title,
                            goal = :goal, status = :status, disabled_connections = :connections, version = version + 1
                        where no = :no and owner = :owner and version = :version""")
                .bind("projectNo", next.project().no())
                .bind("title", next.title())
                .bind("goal", nullable(next.goal()))
                .bind("status", next.status())
                .bind("connections", json.writeValueAsString(next.disabledConnections()))
                .bind("no", next.no())
                .bind("owner", next.owner())
                .bind("version", next.version())
                .fetch()
                .rowsUpdated()
                .map(rows -> rows == 1);
    }

    /** One more turn begins, and names the conversation if nothing has; false when the owner has no such conversation. */
    Mono<Boolean> turnBegins(String owner, String id, String title, boolean listed, long now) {
        return db.sql("""
                        update conversation
                        set turns = turns + 1, updated_at = :now, version = version + 1,
                            title = case when title = '' then :title else title end,
                            listed = case when :listed = 1 then 1 else listed end
                        where id = :id and owner = :owner""")
                .bind("title", title)
                .bind("listed", Rows.flag(listed))
                .bind("now", now)
                .bind("id", id)
                .bind("owner", owner)
                .fetch()
                .rowsUpdated()
                .map(rows -> rows == 1);
    }

    Mono<Void> touch(long no, long now) {
        return db.sql("update conversation set updated_at = :now, version = version + 1 where no = :no")
                .bind("now", now)
                .bind("no", no)
                .then();
    }

    Mono<Void> turnsRemoved(long no, int count) {
        return db.sql("""
                        update conversation
                        set turns = case when turns > :count then turns - :count else 0 end, version = version + 1
                        where no = :no""").bind("count", count).bind("no", no).then();
    }

    Mono<Void> delete(Conversation conversation) {
        return db.sql("delete from conversation where no = :no and owner = :owner")
                .bind("no", conversation.no())
                .bind("owner", conversation.owner())
                .then();
    }

    /** Hardly any conversation hides one, so the empty list is not parsed. */
    private List<DisabledConnection> connections(String stored) {
        return stored.equals("[]") ? List.of() : json.readValue(stored, CONNECTIONS);
    }

    private Conversation conversation(Readable row, String owner) {
        ProjectRef project = new ProjectRef(
                number(row, "project_no"),
                text(row, "project_id"),
                text(row, "project_name"),
                text(row, "project_path"),
                number(row, "project_external") != 0);
        return new Conversation(
                number(row, "no"),
                text(row, "id"),
                owner,
                project,
                text(row, "title"),
                textOrNull(row, "goal"),
                text(row, "status"),
                textOrNull(row, "harness"),
                textOrNull(row, "model"),
                textOrNull(row, "reasoning_effort"),
                connections(text(row, "disabled_connections")),
                Math.toIntExact(number(row, "turns")),
                number(row, "created_at"),
                number(row, "updated_at"),
                number(row, "version"));
    }
}
