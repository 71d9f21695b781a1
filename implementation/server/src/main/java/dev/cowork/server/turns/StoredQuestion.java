package dev.cowork.server.turns;

import dev.cowork.server.agent.TurnEvent;
import org.jspecify.annotations.Nullable;

/**
 * A question of a turn as it is stored.
 *
 * @param turnId the turn
 * @param asked what was asked
 * @param answer what became of it, or null while it is open
 */
record StoredQuestion(String turnId, TurnEvent.Asked asked, TurnEvent.@Nullable Answered answer) {}
