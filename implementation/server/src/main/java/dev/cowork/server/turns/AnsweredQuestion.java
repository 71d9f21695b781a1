package dev.cowork.server.turns;

import dev.cowork.server.agent.TurnEvent;

/**
 * An answer that is stored.
 *
 * @param turn the turn that goes on with it
 * @param answer the answer
 */
public record AnsweredQuestion(Turn turn, TurnEvent.Answered answer) {}
