/** Tests of the measuring itself: a figure that is wrong is worse than none. */
@NullMarked
package dev.cowork.benchmarks;

import org.jspecify.annotations.NullMarked;
