/** Conversations and their items. */
@NullMarked
package dev.cowork.server.conversations;

import org.jspecify.annotations.NullMarked;
