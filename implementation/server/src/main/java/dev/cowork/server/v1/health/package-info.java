/** Health as the Cowork API tells it. */
@NullMarked
package dev.cowork.server.v1.health;

import org.jspecify.annotations.NullMarked;
