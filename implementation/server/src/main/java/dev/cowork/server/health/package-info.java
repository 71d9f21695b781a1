/** What this server says of itself to whoever asks whether it is up. */
@NullMarked
@ApplicationModule(
        displayName = "Health",
        allowedDependencies = {"models", "platform", "turns", "vault"})
package dev.cowork.server.health;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
