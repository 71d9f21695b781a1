/** Time as it is stored and shown. */
@NullMarked
package dev.cowork.server.platform.time;

import org.jspecify.annotations.NullMarked;
