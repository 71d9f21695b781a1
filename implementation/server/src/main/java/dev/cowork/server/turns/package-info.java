/** The turn engine: starting, queueing, running, stopping and ending turns, and reading them again. */
@NullMarked
package dev.cowork.server.turns;

import org.jspecify.annotations.NullMarked;
