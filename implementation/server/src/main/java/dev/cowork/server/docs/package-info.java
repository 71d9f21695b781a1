/** The published contract and pages to read it, served by the server itself. */
@NullMarked
@ApplicationModule(
        displayName = "Docs",
        allowedDependencies = {})
package dev.cowork.server.docs;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
