/** The agents that answer turns, one package each. */
@NullMarked
@ApplicationModule(
        displayName = "Agents",
        allowedDependencies = {"agent", "models", "platform"})
package dev.cowork.server.agents;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
