/** What model calls cost: one row for each. */
@NullMarked
@ApplicationModule(
        displayName = "Usage",
        allowedDependencies = {"agent", "platform"})
package dev.cowork.server.usage;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
