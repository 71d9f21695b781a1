package dev.cowork.r2dbc.sqlite;

import dev.cowork.r2dbc.sqlite.codecs.Codecs;
import io.r2dbc.spi.Blob;
import io.r2dbc.spi.Clob;
import io.r2dbc.spi.Parameter;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The sets of values bound to a statement: one set for each time it is to run. */
final class Bindings {

    private static final Object UNBOUND = new Object();

    private final Sql sql;
    private final List<@Nullable Object[]> finished = new ArrayList<>();
    private @Nullable Object[] current;
    private boolean addedLast;
    private boolean lobs;

    Bindings(Sql sql) {
        this.sql = sql;
        this.current = fresh();
    }

    private @Nullable Object[] fresh() {
        if (sql.parameterCount() == 0) {
            return SqliteStatement.NO_VALUES;
        }
        @Nullable Object[] values = new @Nullable Object[sql.parameterCount()];
        if (sql.names().size() == values.length) {
            Arrays.fill(values, UNBOUND);
        } else {
            // a place that ?n skipped needs no value
            sql.names().values().forEach(place -> values[place] = UNBOUND);
        }
        return values;
    }

    void bind(int index, Object value) {
        put(index, encode(Assert.requireNonNull(value, "value must not be null; bindNull binds NULL")));
    }

    void bindNull(int index) {
        put(index, null);
    }

    int place(String name) {
        return sql.place(Assert.requireNonNull(name, "name must not be null"));
    }

    private void put(int index, @Nullable Object stored) {
        if (index < 0 || index >= current.length) {
            throw new IndexOutOfBoundsException("No parameter " + index + " in a statement with " + current.length);
        }
        current[index] = stored;
        addedLast = false;
    }

    private @Nullable Object encode(Object value) {
        if (value instanceof Parameter parameter) {
            if (value instanceof Parameter.Out) {
                throw new IllegalArgumentException("SQLite has no OUT parameters");
            }
            Object inner = parameter.getValue();
            return inner == null ? null : encode(inner);
        }
        if (value instanceof Blob || value instanceof Clob) {
            lobs = true;
            return value;
        }
        return Codecs.encode(value);
    }

    void add() {
        requireComplete();
        finished.add(current);
        current = fresh();
        addedLast = true;
    }

    /** All sets, unaffected by what is bound later; fails if one is incomplete or an {@code add()} was the last that happened. */
    List<@Nullable Object[]> all() {
        if (addedLast && sql.parameterCount() > 0) {
            throw new IllegalStateException("add() has to be followed by bindings");
        }
        if (addedLast) {
            return List.copyOf(finished);
        }
        requireComplete();
        if (finished.isEmpty()) {
            return List.<@Nullable Object[]>of(current.clone());
        }
        List<@Nullable Object[]> all = new ArrayList<>(finished);
        all.add(current.clone());
        return all;
    }

    private void requireComplete() {
        for (Object value : current) {
            if (value == UNBOUND) {
                throw new IllegalStateException("Not all parameters are bound, these are missing: " + missing());
            }
        }
    }

    private List<String> missing() {
        return sql.names().entrySet().stream()
                .filter(name -> current[name.getValue()] == UNBOUND)
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
    }

    /** Reads Blobs and Clobs; empty if there are none. */
    @Nullable
    Mono<Void> readLobs(List<@Nullable Object[]> sets) {
        if (!lobs) {
            return null;
        }
        return Flux.fromIterable(sets).concatMap(Bindings::readLobs).then();
    }

    private static Flux<Object> readLobs(@Nullable Object[] values) {
        return Flux.range(0, values.length).concatMap(i -> read(values[i]).doOnNext(content -> values[i] = content));
    }

    private static Mono<Object> read(@Nullable Object value) {
        if (value instanceof Blob blob) {
            return Flux.from(blob.stream())
                    .reduce(new ByteArrayOutputStream(), Bindings::append)
                    .map(ByteArrayOutputStream::toByteArray);
        }
        if (value instanceof Clob clob) {
            return Flux.from(clob.stream())
                    .reduce(new StringBuilder(), StringBuilder::append)
                    .map(StringBuilder::toString);
        }
        return Mono.empty();
    }

    private static ByteArrayOutputStream append(ByteArrayOutputStream out, ByteBuffer part) {
        byte[] bytes = new byte[part.remaining()];
        part.get(bytes);
        out.writeBytes(bytes);
        return out;
    }
}
