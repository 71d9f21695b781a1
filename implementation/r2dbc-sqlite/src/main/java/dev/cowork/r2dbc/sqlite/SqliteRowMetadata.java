package dev.cowork.r2dbc.sqlite;

import io.r2dbc.spi.RowMetadata;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** The columns of a result. Names are found without regard to case; of equal names the first counts. */
public final class SqliteRowMetadata implements RowMetadata {

    private final List<SqliteColumnMetadata> columns;
    private final Map<String, Integer> places = new HashMap<>();
    /** The names in their order, without those that come again. */
    private final @Nullable String[] firsts;
    /** Behind the column found last: whoever reads a row asks in order, mostly. A guess, so threads may share it. */
    private int next;

    SqliteRowMetadata(List<SqliteColumnMetadata> columns) {
        this.columns = List.copyOf(columns);
        for (int i = 0; i < columns.size(); i++) {
            String name = columns.get(i).getName();
            places.putIfAbsent(name.toLowerCase(Locale.ROOT), i);
        }
        for (int i = columns.size() - 1; i >= 0; i--) {
            // as written: found without lower-casing
            places.put(
                    columns.get(i).getName(),
                    places.getOrDefault(lower(columns.get(i).getName()), i));
        }
        this.firsts = new @Nullable String[columns.size()];
        for (int i = 0; i < firsts.length; i++) {
            String name = columns.get(i).getName();
            firsts[i] = Integer.valueOf(i).equals(places.get(name)) ? name : null;
        }
    }

    static SqliteRowMetadata of(ResultSetMetaData jdbc) throws SQLException {
        List<SqliteColumnMetadata> columns = new ArrayList<>();
        for (int i = 1; i <= jdbc.getColumnCount(); i++) {
            columns.add(new SqliteColumnMetadata(jdbc.getColumnLabel(i), jdbc.getColumnTypeName(i)));
        }
        return new SqliteRowMetadata(columns);
    }

    int size() {
        return columns.size();
    }

    /** Checks a 0-based index. */
    int place(int index) {
        if (index < 0 || index >= columns.size()) {
            throw new IndexOutOfBoundsException("No column " + index + " in a row of " + columns.size());
        }
        return index;
    }

    /** The 0-based index of a name. */
    int place(String name) {
        Assert.requireNonNull(name, "name must not be null");
        int guess = next;
        if (guess < firsts.length && name.equals(firsts[guess])) {
            next = guess + 1;
            return guess;
        }
        Integer place = places.get(name);
        if (place == null) {
            place = places.get(lower(name));
        }
        if (place == null) {
            throw new NoSuchElementException("No column '" + name + "' in " + columns);
        }
        next = place + 1;
        return place;
    }

    @Override
    public SqliteColumnMetadata getColumnMetadata(int index) {
        return columns.get(place(index));
    }

    @Override
    public SqliteColumnMetadata getColumnMetadata(String name) {
        return columns.get(place(name));
    }

    @Override
    public List<SqliteColumnMetadata> getColumnMetadatas() {
        return columns;
    }

    @Override
    public boolean contains(String columnName) {
        return places.containsKey(lower(columnName));
    }

    private static String lower(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}
