/** Secrets at rest: sealed under the master key, each bound to the record it belongs to. */
@NullMarked
@ApplicationModule(
        displayName = "Vault",
        allowedDependencies = {"platform"})
package dev.cowork.server.vault;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
