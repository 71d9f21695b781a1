/** Projects: a name, a folder on disk, and what belongs to it. */
@NullMarked
package dev.cowork.server.projects;

import org.jspecify.annotations.NullMarked;
