/** The turn engine: starting, queueing, running, stopping and ending turns, and reading them again. */
@NullMarked
@ApplicationModule(
        displayName = "Turns",
        allowedDependencies = {
            "agent",
            "conversations",
            "journal",
            "permissions",
            "platform",
            "projects",
            "settings",
            "usage"
        })
package dev.cowork.server.turns;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
