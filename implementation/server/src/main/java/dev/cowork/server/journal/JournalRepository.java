package dev.cowork.server.journal;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.r2dbc.core.DatabaseClient.GenericExecuteSpec;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Mono;

/** The tables {@code stream} and {@code event}. */
@Repository
class JournalRepository {

    /** How many streams are read by one statement. */
    static final int STREAMS = 64;

    private static final int COLUMNS = 5;
    private static final String FIRST_OF = firstOfSql();

    private final DatabaseClient db;

    JournalRepository(DatabaseClient db) {
        this.db = db;
    }

    /** One stored event, still text. */
    record Row(long seq, long at, String data) {}

    /** One event to be stored. */
    record NewRow(long streamNo, long seq, long at, String type, String data) {}

    Mono<Long> insertStream(String id, String kind, String owner, @Nullable Long conversationNo) {
        GenericExecuteSpec insert = db.sql(
                        "insert into stream (id, kind, owner, conversation_no) values (?1, ?2, ?3, ?4) returning no")
                .bind(0, id)
                .bind(1, kind)
                .bind(2, owner);
        insert = conversationNo == null ? insert.bindNull(3, Long.class) : insert.bind(3, conversationNo);
        return insert.map(row -> number(row.get(0, Long.class))).one();
    }

    /** All of them or none. */
    Mono<Void> insertEvents(List<NewRow> rows) {
        // in one call: each single bind copies those before it
        List<Object> values = new ArrayList<>(rows.size() * COLUMNS);
        for (NewRow row : rows) {
            values.add(row.streamNo());
            values.add(row.seq());
            values.add(row.at());
            values.add(row.type());
            values.add(row.data());
        }
        return db.sql(insertSql(rows.size()))
                .bindValues(values)
                .fetch()
                .rowsUpdated()
                .then();
    }

    private static String insertSql(int rows) {
        StringBuilder sql = new StringBuilder("insert into event (stream_no, seq, at, type, data) values ");
        for (int i = 0, at = 1; i < rows; i++) {
            sql.append(i == 0 ? "(" : ",(");
            for (int column = 0; column < COLUMNS; column++, at++) {
                sql.append(column == 0 ? "?" : ",?").append(at);
            }
            sql.append(')');
        }
        return sql.toString();
    }

    Mono<Void> markTerminal(long streamNo) {
        return db.sql("update stream set terminal = 1 where no = ?1")
                .bind(0, streamNo)
                .fetch()
                .rowsUpdated()
                .then();
    }

    Mono<List<Row>> page(long streamNo, long after, int limit) {
        return db.sql("select seq, at, data from event where stream_no = ?1 and seq > ?2 order by seq limit ?3")
                .bind(0, streamNo)
                .bind(1, after)
                .bind(2, limit)
                .map(row -> new Row(
                        number(row.get(0, Long.class)), number(row.get(1, Long.class)), text(row.get(2, String.class))))
                .all()
                .collectList();
    }

    /** A stored event and the stream it belongs to. */
    record RowOfStream(long streamNo, Row row) {}

    /** The first events of several streams, stream after stream in the order of their keys. */
    Mono<List<RowOfStream>> firstOf(List<Long> streamNos, int limit) {
        List<Object> values = new ArrayList<>(STREAMS + 1);
        for (int i = 0; i < STREAMS; i++) {
            // one text for any number of streams: naming one twice changes nothing
            values.add(streamNos.get(Math.min(i, streamNos.size() - 1)));
        }
        values.add(limit);
        return db.sql(FIRST_OF)
                .bindValues(values)
                .map(row -> new RowOfStream(
                        number(row.get(0, Long.class)),
                        new Row(
                                number(row.get(1, Long.class)),
                                number(row.get(2, Long.class)),
                                text(row.get(3, String.class)))))
                .all()
                .collectList();
    }

    private static String firstOfSql() {
        StringBuilder sql = new StringBuilder("select stream_no, seq, at, data from event where stream_no in (");
        for (int i = 1; i <= STREAMS; i++) {
            sql.append(i == 1 ? "?" : ",?").append(i);
        }
        return sql.append(") order by stream_no, seq limit ?")
                .append(STREAMS + 1)
                .toString();
    }

    /** The last sequence number, 0 when there is none, and whether the stream has ended. */
    Mono<End> end(long streamNo) {
        return db.sql("select (select max(seq) from event where stream_no = ?1), terminal from stream where no = ?1")
                .bind(0, streamNo)
                .map(row -> new End(number(row.get(0, Long.class)), number(row.get(1, Long.class)) != 0))
                .one()
                .defaultIfEmpty(new End(0, true));
    }

    /** Where a stream stands. A stream that is no longer there counts as ended. */
    record End(long lastSeq, boolean terminal) {}

    Mono<Void> removeStreamsOfConversation(String owner, long conversationNo) {
        return db.sql("delete from stream where owner = ?1 and conversation_no = ?2")
                .bind(0, owner)
                .bind(1, conversationNo)
                .fetch()
                .rowsUpdated()
                .then();
    }

    Mono<Void> removeStream(long streamNo) {
        return db.sql("delete from stream where no = ?1")
                .bind(0, streamNo)
                .fetch()
                .rowsUpdated()
                .then();
    }

    private static long number(@Nullable Long value) {
        return value == null ? 0 : value;
    }

    private static String text(@Nullable String value) {
        return value == null ? "" : value;
    }
}
