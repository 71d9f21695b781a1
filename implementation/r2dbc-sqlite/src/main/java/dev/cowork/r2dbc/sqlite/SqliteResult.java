package dev.cowork.r2dbc.sqlite;

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

/** Result of one statement: its rows, already read, and the number of rows it changed if it changes any. */
public final class SqliteResult implements Result {

    private static final long NO_COUNT = -1;

    private final List<SqliteRow> rows;
    private final long count;
    private final @Nullable Predicate<Segment> filter;

    private SqliteResult(List<SqliteRow> rows, long count, @Nullable Predicate<Segment> filter) {
        this.rows = rows;
        this.count = count;
        this.filter = filter;
    }

    static SqliteResult ofRows(List<SqliteRow> rows) {
        return new SqliteResult(rows, NO_COUNT, null);
    }

    static SqliteResult ofCount(long count) {
        return new SqliteResult(List.of(), count, null);
    }

    /** What RETURNING gives: a row for each change. */
    static SqliteResult ofChangedRows(List<SqliteRow> rows) {
        return new SqliteResult(rows, rows.size(), null);
    }

    private record Count(long value) implements UpdateCount {}

    @Override
    public Mono<Long> getRowsUpdated() {
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
        return new SqliteResult(rows, count, filter == null ? predicate : filter.and(predicate));
    }

    @Override
    public <T> Flux<T> flatMap(Function<Segment, ? extends Publisher<? extends T>> mapping) {
        Assert.requireNonNull(mapping, "mapping must not be null");
        List<Segment> segments = new ArrayList<>(rows);
        if (count != NO_COUNT) {
            segments.add(new Count(count));
        }
        return Flux.fromIterable(segments).filter(this::accepts).concatMap(mapping);
    }

    private Flux<SqliteRow> rows() {
        Flux<SqliteRow> all = Flux.fromIterable(rows);
        return filter == null ? all : all.filter(this::accepts);
    }

    private boolean accepts(Segment segment) {
        return filter == null || filter.test(segment);
    }
}
