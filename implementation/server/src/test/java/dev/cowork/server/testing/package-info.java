/** What tests of every module start from: a migrated database in milliseconds, and a whole server in this process. */
@NullMarked
package dev.cowork.server.testing;

import org.jspecify.annotations.NullMarked;
