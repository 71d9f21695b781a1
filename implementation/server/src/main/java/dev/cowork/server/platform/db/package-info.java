/** The embedded database: opening, migrating, transactions. */
@NullMarked
package dev.cowork.server.platform.db;

import org.jspecify.annotations.NullMarked;
