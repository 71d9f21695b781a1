/** The stub over real HTTP. */
@NullMarked
package dev.cowork.modelstub;

import org.jspecify.annotations.NullMarked;
