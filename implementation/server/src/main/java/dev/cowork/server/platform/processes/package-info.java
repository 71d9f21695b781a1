/** Child processes: owned from their start to their end, with a bounded output, and never left behind. */
@NullMarked
package dev.cowork.server.platform.processes;

import org.jspecify.annotations.NullMarked;
