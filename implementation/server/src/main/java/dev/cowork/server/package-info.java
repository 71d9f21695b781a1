/** Cowork Server: one module per package below, each with the modules it may use. */
@NullMarked
package dev.cowork.server;

import org.jspecify.annotations.NullMarked;
