/** The Cowork API, {@code /api/v1}: one folder for each group of its contract. */
@NullMarked
@ApplicationModule(
        displayName = "Cowork API",
        allowedDependencies = {
            "agent",
            "conversations",
            "health",
            "journal",
            "models :: probe",
            "permissions",
            "platform",
            "projects",
            "settings",
            "turns"
        })
package dev.cowork.server.v1;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
