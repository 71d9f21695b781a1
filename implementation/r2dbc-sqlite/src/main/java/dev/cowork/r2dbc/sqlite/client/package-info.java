/**
 * The engine: one writer thread, a few reader threads, the queues before them, group commit and leases. It knows JDBC
 * and Reactive Streams, but neither R2DBC's types nor SQL texts. Internal: may change in any release.
 */
@NullMarked
package dev.cowork.r2dbc.sqlite.client;

import org.jspecify.annotations.NullMarked;
