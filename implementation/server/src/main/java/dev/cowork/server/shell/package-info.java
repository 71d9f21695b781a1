/** The tool that runs commands, where the person who runs the server has allowed it. */
@NullMarked
@ApplicationModule(
        displayName = "Shell",
        allowedDependencies = {"agent", "platform"})
package dev.cowork.server.shell;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
