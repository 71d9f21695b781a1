/** What model calls cost: one row for each. */
@NullMarked
package dev.cowork.server.usage;

import org.jspecify.annotations.NullMarked;
