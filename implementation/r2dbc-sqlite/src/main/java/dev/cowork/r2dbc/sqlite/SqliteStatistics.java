package dev.cowork.r2dbc.sqlite;

import java.time.Duration;

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
 * @param largestGroup writes in the largest commit so far
 * @param transactionTime how long transactions that have ended held the writer or a reader, in all
 * @param longestTransaction how long the longest of them did
 * @param openResults long results being read on demand outside transactions now
 * @param expiredResults long results closed so far because nobody asked for their rows
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
        long redirectedReads,
        int largestGroup,
        Duration transactionTime,
        Duration longestTransaction,
        int openResults,
        long expiredResults) {}
