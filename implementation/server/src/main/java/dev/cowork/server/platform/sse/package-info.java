/** Server-sent events as bytes. */
@NullMarked
package dev.cowork.server.platform.sse;

import org.jspecify.annotations.NullMarked;
