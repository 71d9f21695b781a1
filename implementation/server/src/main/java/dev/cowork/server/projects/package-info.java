/** Projects: a name, a folder on disk, and what belongs to it. */
@NullMarked
@ApplicationModule(
        displayName = "Projects",
        allowedDependencies = {"platform"})
package dev.cowork.server.projects;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
