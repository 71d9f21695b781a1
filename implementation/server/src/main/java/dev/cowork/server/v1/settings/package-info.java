/** Settings as the Cowork API shows them. */
@NullMarked
package dev.cowork.server.v1.settings;

import org.jspecify.annotations.NullMarked;
