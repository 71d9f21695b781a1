/** What all dialects share: the turn that was asked for, the answer, tokens, and how a dialect is asked. */
@NullMarked
package dev.cowork.modelstub.wire;

import org.jspecify.annotations.NullMarked;
