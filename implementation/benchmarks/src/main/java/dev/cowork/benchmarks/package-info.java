/** Benchmarks: rows with a baseline, measured in turn, written down as raw samples and as a page. */
@NullMarked
package dev.cowork.benchmarks;

import org.jspecify.annotations.NullMarked;
