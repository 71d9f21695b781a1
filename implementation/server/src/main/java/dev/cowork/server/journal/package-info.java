/**
 * Durable event streams: appended by one writer, readable from any point by any number of readers, live and afterwards.
 *
 * <p>An event is visible only after it is durable. A reader pulls: it owns a position and nothing else, so a slow one costs nothing.
 */
@NullMarked
@ApplicationModule(
        displayName = "Journal",
        allowedDependencies = {"platform"})
package dev.cowork.server.journal;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
