/** Conversations on the Cowork API. */
@NullMarked
package dev.cowork.server.v1.conversations;

import org.jspecify.annotations.NullMarked;
