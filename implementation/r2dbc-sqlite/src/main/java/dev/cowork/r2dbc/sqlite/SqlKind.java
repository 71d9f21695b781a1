package dev.cowork.r2dbc.sqlite;

/** What a statement does, told by its first words; where it may run depends on it. */
enum SqlKind {
    READ,
    WRITE,
    DDL,
    BEGIN,
    COMMIT,
    ROLLBACK,
    SAVEPOINT,
    /** PRAGMA, VACUUM, ATTACH, DETACH and whatever else SQLite may learn. */
    OTHER;

    /** Whether it opens, ends or divides a transaction. */
    boolean isTransactionControl() {
        return this == BEGIN || this == COMMIT || this == ROLLBACK || this == SAVEPOINT;
    }

    static SqlKind of(String word) {
        return switch (word) {
            case "SELECT", "VALUES", "EXPLAIN" -> READ;
            case "INSERT", "UPDATE", "DELETE", "REPLACE" -> WRITE;
            case "CREATE", "DROP", "ALTER", "REINDEX", "ANALYZE" -> DDL;
            case "BEGIN" -> BEGIN;
            case "COMMIT", "END" -> COMMIT;
            case "ROLLBACK" -> ROLLBACK;
            case "SAVEPOINT", "RELEASE" -> SAVEPOINT;
            default -> OTHER;
        };
    }
}
