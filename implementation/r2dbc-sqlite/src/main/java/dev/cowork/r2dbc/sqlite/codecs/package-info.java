/** How Java values are stored in SQLite's storage classes, and read back. One codec per Java type. */
@NullMarked
package dev.cowork.r2dbc.sqlite.codecs;

import org.jspecify.annotations.NullMarked;
