package dev.cowork.r2dbc.sqlite.client;

/** How a piece of work may be run while no transaction is open. Inside a lease all modes are the same. */
public enum Mode {
    /** Reads only: runs on a reader, on the writer if there are no readers or SQLite says it writes after all. */
    READ,
    /** One data changing statement: may share a commit with its neighbours in the queue. */
    WRITE,
    /** Several statements, all or nothing: may share a commit too, behind a savepoint of its own. */
    ATOMIC,
    /** Must not run inside a transaction (PRAGMA, VACUUM, ATTACH), or opens its own (DDL): runs alone on the writer. */
    ALONE
}
