/** Turns on the Cowork API: starting, following, finding and stopping them. */
@NullMarked
package dev.cowork.server.v1.responses;

import org.jspecify.annotations.NullMarked;
