/** Files of a project: paths that stay inside its folder, and the tools that list, read and write there. */
@NullMarked
@ApplicationModule(
        displayName = "Files",
        allowedDependencies = {"agent", "platform"})
package dev.cowork.server.files;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
