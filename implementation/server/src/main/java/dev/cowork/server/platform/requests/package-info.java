/** One request through its life: its id, the headers every answer carries, the access log. */
@NullMarked
package dev.cowork.server.platform.requests;

import org.jspecify.annotations.NullMarked;
