/** What people can set: one list of definitions, their values by owner, and the environment that fills the gaps. */
@NullMarked
@ApplicationModule(
        displayName = "Settings",
        allowedDependencies = {"agent", "platform", "vault"})
package dev.cowork.server.settings;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
