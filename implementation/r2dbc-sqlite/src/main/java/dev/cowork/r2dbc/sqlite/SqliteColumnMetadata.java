package dev.cowork.r2dbc.sqlite;

import io.r2dbc.spi.ColumnMetadata;
import io.r2dbc.spi.Nullability;
import io.r2dbc.spi.R2dbcType;
import io.r2dbc.spi.Type;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Name and declared type of a column. SQLite's types belong to values, so the declared type is a hint. */
public final class SqliteColumnMetadata implements ColumnMetadata {

    private final String name;
    private final Type type;

    SqliteColumnMetadata(String name, @Nullable String declaredType) {
        this.name = name;
        this.type = typeOf(declaredType);
    }

    private static Type typeOf(@Nullable String declared) {
        String word = declared == null ? "" : declared.toUpperCase(Locale.ROOT);
        return switch (word) {
            case "INTEGER", "INT" -> R2dbcType.INTEGER;
            case "BIGINT" -> R2dbcType.BIGINT;
            case "SMALLINT", "TINYINT" -> R2dbcType.SMALLINT;
            case "BOOLEAN" -> R2dbcType.BOOLEAN;
            case "REAL", "DOUBLE", "FLOAT" -> R2dbcType.DOUBLE;
            case "NUMERIC", "DECIMAL" -> R2dbcType.NUMERIC;
            case "BLOB" -> R2dbcType.VARBINARY;
            default -> R2dbcType.VARCHAR;
        };
    }

    /** What a value is read as if the caller does not say: as stored, except where the declared type tells more. */
    Class<?> defaultType(Object stored) {
        if (stored instanceof Integer) {
            if (type == R2dbcType.BIGINT) {
                return Long.class;
            }
            if (type == R2dbcType.BOOLEAN) {
                return Boolean.class;
            }
        }
        return Object.class;
    }

    @Override
    public String getName() {
        return name;
    }

    @Override
    public Type getType() {
        return type;
    }

    @Override
    public Class<?> getJavaType() {
        return type.getJavaType();
    }

    @Override
    public Nullability getNullability() {
        return Nullability.UNKNOWN;
    }

    @Override
    public String toString() {
        return name + " " + type.getName();
    }
}
