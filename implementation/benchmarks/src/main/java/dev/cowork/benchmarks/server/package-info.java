/** The packaged server as a process of its own, beside a bare WebFlux route as another. */
@NullMarked
package dev.cowork.benchmarks.server;

import org.jspecify.annotations.NullMarked;
