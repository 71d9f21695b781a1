/** Which provider and model answer, by the settings. */
@NullMarked
package dev.cowork.server.models.choice;

import org.jspecify.annotations.NullMarked;
