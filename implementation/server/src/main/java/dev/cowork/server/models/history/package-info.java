/** The model's view of a conversation: repaired so that every provider accepts it, and cut to fit its context window. */
@NullMarked
package dev.cowork.server.models.history;

import org.jspecify.annotations.NullMarked;
