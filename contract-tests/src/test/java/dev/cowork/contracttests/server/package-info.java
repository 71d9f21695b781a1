/** The packaged server as a process, and a plain client that sends exactly what it is told. */
@NullMarked
package dev.cowork.contracttests.server;

import org.jspecify.annotations.NullMarked;
