/** What this server says of itself to whoever asks whether it is up. */
@NullMarked
package dev.cowork.server.health;

import org.jspecify.annotations.NullMarked;
