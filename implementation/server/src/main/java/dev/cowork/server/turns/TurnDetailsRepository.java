package dev.cowork.server.turns;

import dev.cowork.server.agent.TurnOptions;
import io.r2dbc.spi.Readable;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.r2dbc.core.DatabaseClient.GenericExecuteSpec;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Mono;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * The columns of the table {@code turn} that keep what a request said besides its message. They are no part of {@link Turn}: they may be
 * long, and lists do not need them.
 */
@Repository
class TurnDetailsRepository {

    private static final TypeReference<Map<String, String>> PAIRS = new TypeReference<>() {};

    private final DatabaseClient db;
    private final JsonMapper json;

    TurnDetailsRepository(DatabaseClient db, JsonMapper json) {
        this.db = db;
        this.json = json;
    }

    /** Writes the details of a new turn, if it has any. Joins the caller's transaction. */
    Mono<Void> save(String owner, long no, TurnDetails details) {
        if (details.equals(TurnDetails.NONE)) {
            return Mono.empty();
        }
        GenericExecuteSpec sql = db.sql(
                        "update turn set options = ?3, metadata = ?4, particulars = ?5 where owner = ?1 and no = ?2")
                .bind(0, owner)
                .bind(1, no);
        sql = bind(sql, 2, details.options().equals(TurnOptions.NONE) ? null : details.options());
        sql = bind(sql, 3, details.metadata().isEmpty() ? null : details.metadata());
        return bind(sql, 4, details.particulars()).fetch().rowsUpdated().then();
    }

    private GenericExecuteSpec bind(GenericExecuteSpec sql, int index, @Nullable Object value) {
        return value == null ? sql.bindNull(index, String.class) : sql.bind(index, json.writeValueAsString(value));
    }

    /** Empty when there is no such turn. */
    Mono<TurnDetails> read(String owner, long no) {
        return db.sql("select options, metadata, particulars from turn where owner = ?1 and no = ?2 limit 1")
                .bind(0, owner)
                .bind(1, no)
                .map(this::details)
                .one();
    }

    private TurnDetails details(Readable row) {
        String options = row.get("options", String.class);
        String metadata = row.get("metadata", String.class);
        String particulars = row.get("particulars", String.class);
        return new TurnDetails(
                options == null ? TurnOptions.NONE : json.readValue(options, TurnOptions.class),
                metadata == null ? Map.of() : json.readValue(metadata, PAIRS),
                particulars == null ? null : json.readTree(particulars));
    }
}
