/** JSON as this server writes and reads it. */
@NullMarked
package dev.cowork.server.platform.json;

import org.jspecify.annotations.NullMarked;
