/** Anthropic Messages. */
@NullMarked
package dev.cowork.modelstub.anthropic;

import org.jspecify.annotations.NullMarked;
