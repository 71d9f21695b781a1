/** Memory is the user's: what work has needed is given back when the work is done. */
@NullMarked
package dev.cowork.server.platform.memory;

import org.jspecify.annotations.NullMarked;
