/** Projects on the Cowork API. */
@NullMarked
package dev.cowork.server.v1.projects;

import org.jspecify.annotations.NullMarked;
