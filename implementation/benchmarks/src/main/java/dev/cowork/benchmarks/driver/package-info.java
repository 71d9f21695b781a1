/** The driver beside plain JDBC, on files of its own. */
@NullMarked
package dev.cowork.benchmarks.driver;

import org.jspecify.annotations.NullMarked;
