/**
 * The service-provider interface between turns and agents: what an agent is given ({@link dev.cowork.server.agent.TurnContext}), what it
 * says ({@link dev.cowork.server.agent.TurnEvent}), what it can do ({@link dev.cowork.server.agent.Tool}) and what is remembered of it
 * ({@link dev.cowork.server.agent.Item}).
 */
@NullMarked
package dev.cowork.server.agent;

import org.jspecify.annotations.NullMarked;
