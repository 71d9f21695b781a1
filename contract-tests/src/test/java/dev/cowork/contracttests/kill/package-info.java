/** The server is killed in the middle of things, again and again, and must come back with all that anyone has seen. */
@NullMarked
package dev.cowork.contracttests.kill;

import org.jspecify.annotations.NullMarked;
