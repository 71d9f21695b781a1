package dev.cowork.r2dbc.sqlite;

import dev.cowork.r2dbc.sqlite.client.Failures;
import dev.cowork.r2dbc.sqlite.client.Patience;
import io.r2dbc.spi.R2dbcBadGrammarException;
import io.r2dbc.spi.R2dbcDataIntegrityViolationException;
import io.r2dbc.spi.R2dbcException;
import io.r2dbc.spi.R2dbcNonTransientResourceException;
import io.r2dbc.spi.R2dbcPermissionDeniedException;
import io.r2dbc.spi.R2dbcTimeoutException;
import io.r2dbc.spi.R2dbcTransientResourceException;
import java.sql.SQLException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * The one place where result codes of SQLite become R2DBC exceptions. The error code is SQLite's extended result code;
 * the SQL state is the nearest one of the standard, which is what Spring tells a duplicate key by.
 */
final class SqliteExceptionFactory implements Failures {

    static final SqliteExceptionFactory INSTANCE = new SqliteExceptionFactory();

    private SqliteExceptionFactory() {}

    @Override
    public RuntimeException of(Throwable cause, @Nullable String sql) {
        if (cause instanceof SQLException e) {
            return of(e, sql);
        }
        return cause instanceof RuntimeException e
                ? e
                : new R2dbcNonTransientResourceException("The database failed: " + cause, "58000", cause);
    }

    private static R2dbcException of(SQLException e, @Nullable String sql) {
        SQLiteErrorCode code =
                e instanceof SQLiteException s ? s.getResultCode() : SQLiteErrorCode.getErrorCode(e.getErrorCode());
        String reason = e.getMessage();
        return switch (primary(code)) {
            case SQLITE_CONSTRAINT ->
                new R2dbcDataIntegrityViolationException(reason, constraintState(code), code.code, sql, e);
            case SQLITE_MISMATCH, SQLITE_TOOBIG, SQLITE_RANGE ->
                new R2dbcDataIntegrityViolationException(reason, "22000", code.code, sql, e);
            case SQLITE_BUSY, SQLITE_LOCKED, SQLITE_PROTOCOL ->
                new R2dbcTransientResourceException(reason, "40001", code.code, sql, e);
            case SQLITE_INTERRUPT -> new R2dbcTimeoutException(reason, "57014", code.code, sql, e);
            case SQLITE_READONLY, SQLITE_PERM, SQLITE_AUTH ->
                new R2dbcPermissionDeniedException(reason, "42501", code.code, sql, e);
            case SQLITE_ERROR, SQLITE_MISUSE -> new R2dbcBadGrammarException(reason, "42000", code.code, sql, e);
            // FULL, IOERR, CORRUPT, NOTADB, CANTOPEN, NOMEM and the rest: the file or the machine has a problem
            default -> new R2dbcNonTransientResourceException(reason, resourceState(code), code.code, sql, e);
        };
    }

    private static SQLiteErrorCode primary(SQLiteErrorCode code) {
        return SQLiteErrorCode.getErrorCode(code.code & 0xff);
    }

    private static String constraintState(SQLiteErrorCode code) {
        return switch (code) {
            case SQLITE_CONSTRAINT_UNIQUE, SQLITE_CONSTRAINT_PRIMARYKEY, SQLITE_CONSTRAINT_ROWID -> "23505";
            case SQLITE_CONSTRAINT_NOTNULL -> "23502";
            case SQLITE_CONSTRAINT_FOREIGNKEY -> "23503";
            case SQLITE_CONSTRAINT_CHECK -> "23514";
            default -> "23000";
        };
    }

    private static String resourceState(SQLiteErrorCode code) {
        return switch (primary(code)) {
            case SQLITE_FULL -> "53100";
            case SQLITE_NOMEM -> "53200";
            case SQLITE_CANTOPEN -> "08001";
            case SQLITE_CORRUPT, SQLITE_NOTADB -> "XX001";
            default -> "58030";
        };
    }

    /** Refuses a text the driver does not run. */
    static R2dbcBadGrammarException badGrammar(String reason, String sql) {
        return new R2dbcBadGrammarException(reason, "42000", SQLiteErrorCode.SQLITE_ERROR.code, sql);
    }

    @Override
    public RuntimeException queueFull(int capacity) {
        return new SqliteQueueFullException(capacity);
    }

    @Override
    public RuntimeException lockTimeout(Patience patience) {
        return new SqliteLockTimeoutException(patience);
    }

    @Override
    public RuntimeException exportExpired(Duration limit) {
        return new SqliteResultTimeoutException(limit);
    }

    @Override
    public RuntimeException interrupted() {
        return new R2dbcTimeoutException(
                "The result was broken off together with another statement of its transaction", "57014");
    }

    @Override
    public RuntimeException leaseExpired(Duration limit) {
        return new SqliteTransactionTimeoutException(limit);
    }

    @Override
    public RuntimeException transactionLost(Throwable cause) {
        return new SqliteTransactionLostException(cause);
    }

    @Override
    public RuntimeException transactionOver() {
        return new R2dbcNonTransientResourceException("The transaction is over", "25P01");
    }

    @Override
    public RuntimeException closed() {
        return new R2dbcNonTransientResourceException("The connection factory is closed", "08003");
    }

    /** Says that the connection, not its factory, is closed. */
    static RuntimeException connectionClosed() {
        return new R2dbcNonTransientResourceException("The connection is closed", "08003");
    }
}
