package dev.cowork.server.platform.db;

import io.r2dbc.spi.Parameter;
import io.r2dbc.spi.Parameters;
import io.r2dbc.spi.R2dbcType;
import io.r2dbc.spi.Readable;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads columns and binds values with their nullness told. */
public final class Rows {

    private Rows() {}

    /**
     * @param row a row
     * @param column a column that is never null
     * @return its number
     */
    public static long number(Readable row, String column) {
        return Objects.requireNonNull(row.get(column, Long.class), column);
    }

    /**
     * @param row a row
     * @param column a column that is never null and holds 0 or 1
     * @return whether it is 1
     */
    public static boolean flag(Readable row, String column) {
        return number(row, column) == 1;
    }

    /**
     * @param row a row
     * @param column a column that is never null
     * @return its text
     */
    public static String text(Readable row, String column) {
        return Objects.requireNonNull(row.get(column, String.class), column);
    }

    /**
     * @param row a row
     * @param column a column that may be null
     * @return its text, or null
     */
    public static @Nullable String textOrNull(Readable row, String column) {
        return row.get(column, String.class);
    }

    /**
     * @param value text, or null
     * @return what binds it
     */
    public static Parameter nullable(@Nullable String value) {
        return Parameters.in(R2dbcType.VARCHAR, value);
    }

    /**
     * @param value yes or no
     * @return how the database keeps it
     */
    public static long flag(boolean value) {
        return value ? 1 : 0;
    }
}
