/** Our own agent: asks the model, runs the tools it calls, asks again. */
@NullMarked
package dev.cowork.server.agents.builtin;

import org.jspecify.annotations.NullMarked;
