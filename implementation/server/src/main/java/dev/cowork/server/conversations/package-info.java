/** Conversations and their items. */
@NullMarked
@ApplicationModule(
        displayName = "Conversations",
        allowedDependencies = {"agent", "platform", "projects"})
package dev.cowork.server.conversations;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
