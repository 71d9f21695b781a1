package dev.cowork.r2dbc.sqlite;

import dev.cowork.r2dbc.sqlite.codecs.Codecs;
import io.r2dbc.spi.Result;
import io.r2dbc.spi.Row;
import org.jspecify.annotations.Nullable;

/** One row, read completely: valid for as long as it is held. */
public final class SqliteRow implements Row, Result.RowSegment {

    private final SqliteRowMetadata metadata;
    private final @Nullable Object[] values;

    SqliteRow(SqliteRowMetadata metadata, @Nullable Object[] values) {
        this.metadata = metadata;
        this.values = values;
    }

    @Override
    public SqliteRowMetadata getMetadata() {
        return metadata;
    }

    @Override
    public <T> @Nullable T get(int index, Class<T> type) {
        return decode(metadata.place(index), type);
    }

    @Override
    public <T> @Nullable T get(String name, Class<T> type) {
        return decode(metadata.place(name), type);
    }

    @SuppressWarnings("unchecked")
    private <T> @Nullable T decode(int place, Class<T> type) {
        Assert.requireNonNull(type, "type must not be null");
        Object value = values[place];
        if (value == null) {
            return null;
        }
        // what is read most takes the short way
        if (type == Long.class && value instanceof Integer number) {
            return (T) Long.valueOf(number);
        }
        if (type != Object.class && type.isInstance(value)) {
            return (T) value;
        }
        SqliteColumnMetadata column = metadata.getColumnMetadata(place);
        Class<?> wanted = type == Object.class ? column.defaultType(value) : type;
        return (T) Codecs.decode(value, wanted, column.getName());
    }

    @Override
    public Row row() {
        return this;
    }
}
