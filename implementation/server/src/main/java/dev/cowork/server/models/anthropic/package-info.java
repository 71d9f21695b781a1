/** Anthropic Messages. */
@NullMarked
package dev.cowork.server.models.anthropic;

import org.jspecify.annotations.NullMarked;
