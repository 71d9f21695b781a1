/** A client of a few hundred lines: on two cores a heavy client would be measured instead of the server. */
@NullMarked
package dev.cowork.benchmarks.http;

import org.jspecify.annotations.NullMarked;
