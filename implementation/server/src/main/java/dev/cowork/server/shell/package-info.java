/** The tool that runs commands. */
@NullMarked
@ApplicationModule(
        displayName = "Shell",
        allowedDependencies = {"agent", "platform"})
package dev.cowork.server.shell;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
