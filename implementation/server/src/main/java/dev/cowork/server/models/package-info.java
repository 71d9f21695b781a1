/** Language models behind one small interface: providers by dialect, and the choice of the configured one. */
@NullMarked
@ApplicationModule(
        displayName = "Models",
        allowedDependencies = {"agent", "platform", "settings"})
package dev.cowork.server.models;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
