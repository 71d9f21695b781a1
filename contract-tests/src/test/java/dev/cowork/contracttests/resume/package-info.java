/** A reader that comes back gets exactly what it has not got yet. */
@NullMarked
package dev.cowork.contracttests.resume;

import org.jspecify.annotations.NullMarked;
