/** Rules for agents on the Cowork API. */
@NullMarked
package dev.cowork.server.v1.permissions;

import org.jspecify.annotations.NullMarked;
