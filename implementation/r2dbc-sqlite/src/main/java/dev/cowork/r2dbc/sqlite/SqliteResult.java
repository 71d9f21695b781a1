package dev.cowork.r2dbc.sqlite;

import dev.cowork.r2dbc.sqlite.client.Cursor;
import io.r2dbc.spi.Readable;
import io.r2dbc.spi.Result;
import io.r2dbc.spi.Row;
import io.r2dbc.spi.RowMetadata;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Result of one statement: its rows, and the number of rows it changed if it changes any. The rows of a short result have
 * been read already; those of a long one are read while they are asked for, and only once.
 */
public final class SqliteResult implements Result {

    private static final long NO_COUNT = -1;

    private final List<SqliteRow> rows;
    private final @Nullable Cursor<SqliteRow> cursor;
    private final long count;
    private final @Nullable Predicate<Segment> filter;

    private SqliteResult(
            List<SqliteRow> rows, @Nullable Cursor<SqliteRow> cursor, long count, @Nullable Predicate<Segment> filter) {
        this.rows = rows;
        this.cursor = cursor;
        this.count = count;
        this.filter = filter;
    }

    static SqliteResult ofRows(List<SqliteRow> rows) {
        return new SqliteResult(rows, null, NO_COUNT, null);
    }

    static SqliteResult ofCursor(Cursor<SqliteRow> cursor) {
        return new SqliteResult(List.of(), cursor, NO_COUNT, null);
    }

    static SqliteResult ofCount(long count) {
        return new SqliteResult(List.of(), null, count, null);
    }

    /** What RETURNING gives: a row for each change. */
    static SqliteResult ofChangedRows(List<SqliteRow> rows) {
        return new SqliteResult(rows, null, rows.size(), null);
    }

    private record Count(long value) implements UpdateCount {}

    @Override
    public Mono<Long> getRowsUpdated() {
        if (cursor != null) {
            // the rows are not wanted
            return Mono.fromRunnable(cursor::cancel);
        }
        return count == NO_COUNT || !accepts(new Count(count)) ? Mono.empty() : Mono.just(count);
    }

    @Override
    public <T> Flux<T> map(BiFunction<Row, RowMetadata, ? extends T> mapping) {
        Assert.requireNonNull(mapping, "mapping must not be null");
        return rows().map(row -> mapping.apply(row, row.getMetadata()));
    }

    @Override
    public <T> Flux<T> map(Function<? super Readable, ? extends T> mapping) {
        Assert.requireNonNull(mapping, "mapping must not be null");
        return rows().map(mapping);
    }

    @Override
    public SqliteResult filter(Predicate<Segment> predicate) {
        Assert.requireNonNull(predicate, "predicate must not be null");
        return new SqliteResult(rows, cursor, count, filter == null ? predicate : filter.and(predicate));
    }

    @Override
    public <T> Flux<T> flatMap(Function<Segment, ? extends Publisher<? extends T>> mapping) {
        Assert.requireNonNull(mapping, "mapping must not be null");
        if (cursor != null) {
            return rows().concatMap(mapping);
        }
        List<Segment> segments = new ArrayList<>(rows);
        if (count != NO_COUNT) {
            segments.add(new Count(count));
        }
        return Flux.fromIterable(segments).filter(this::accepts).concatMap(mapping);
    }

    private Flux<SqliteRow> rows() {
        Flux<SqliteRow> all = cursor == null ? Flux.fromIterable(rows) : cursor.rows();
        return filter == null ? all : all.filter(this::accepts);
    }

    private boolean accepts(Segment segment) {
        return filter == null || filter.test(segment);
    }
}
