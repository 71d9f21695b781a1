/** What agents can do on the web: the tool that fetches pages. */
@NullMarked
@ApplicationModule(
        displayName = "Web",
        allowedDependencies = {"agent", "platform"})
package dev.cowork.server.web;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
