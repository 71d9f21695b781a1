/** A model that is none: it needs no key, does what lines beginning with a slash say, and always the same. */
@NullMarked
package dev.cowork.server.models.rehearsal;

import org.jspecify.annotations.NullMarked;
