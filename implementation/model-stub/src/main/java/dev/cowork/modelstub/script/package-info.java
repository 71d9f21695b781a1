/** The script in a user message: what is played, answer by answer. */
@NullMarked
package dev.cowork.modelstub.script;

import org.jspecify.annotations.NullMarked;
