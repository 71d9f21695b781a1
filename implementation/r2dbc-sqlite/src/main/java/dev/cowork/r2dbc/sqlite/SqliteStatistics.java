package dev.cowork.r2dbc.sqlite;

/**
 * What a connection factory is doing and has done, as of one moment.
 *
 * @param queuedWrites tasks that wait for the writer
 * @param queuedReads tasks that wait for a reader
 * @param openTransactions transactions open now
 * @param commits commits so far, auto-commit and transactions
 * @param groupCommits commits so far that several writes shared
 * @param writes auto-commit writes and transactions committed so far
 * @param syncedCommits commits so far with {@link SqliteDurability#FULL}
 * @param refused tasks refused so far because a queue was full
 * @param expiredTransactions transactions rolled back so far because they lasted too long
 * @param redirectedReads reads so far that turned out to write and were run again on the writer
 */
public record SqliteStatistics(
        int queuedWrites,
        int queuedReads,
        int openTransactions,
        long commits,
        long groupCommits,
        long writes,
        long syncedCommits,
        long refused,
        long expiredTransactions,
        long redirectedReads) {}
