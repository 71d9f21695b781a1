/** A turn of a running server, asked and followed in the terminal. It knows the server only as every other client does: by HTTP. */
@NullMarked
@ApplicationModule(
        displayName = "Ask",
        allowedDependencies = {"platform"})
package dev.cowork.server.ask;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
