/** Public ids: made, and judged when clients make them. */
@NullMarked
package dev.cowork.server.platform.ids;

import org.jspecify.annotations.NullMarked;
