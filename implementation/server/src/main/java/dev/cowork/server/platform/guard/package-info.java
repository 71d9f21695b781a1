/** Who may speak to this server, judged before any route. */
@NullMarked
package dev.cowork.server.platform.guard;

import org.jspecify.annotations.NullMarked;
