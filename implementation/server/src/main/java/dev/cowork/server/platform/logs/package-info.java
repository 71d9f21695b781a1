/** What is logged: no secrets, no line that a client could forge. */
@NullMarked
package dev.cowork.server.platform.logs;

import org.jspecify.annotations.NullMarked;
