/** Everything that goes wrong on its way to a client, in one shape (RFC 9457). */
@NullMarked
package dev.cowork.server.platform.problems;

import org.jspecify.annotations.NullMarked;
