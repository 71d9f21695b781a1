/** What agents may do without asking: the rules of persons, and what holds where they have none. */
@NullMarked
@ApplicationModule(
        displayName = "Permissions",
        allowedDependencies = {"agent", "platform", "projects"})
package dev.cowork.server.permissions;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
