/** The folders of this server and the walls around them. */
@NullMarked
package dev.cowork.server.platform.paths;

import org.jspecify.annotations.NullMarked;
