/** The agents that answer turns, one package each. */
@NullMarked
package dev.cowork.server.agents;

import org.jspecify.annotations.NullMarked;
