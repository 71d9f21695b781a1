/** Process life: options, the home's lock, start, ready line, stop. */
@NullMarked
package dev.cowork.server.platform.serve;

import org.jspecify.annotations.NullMarked;
