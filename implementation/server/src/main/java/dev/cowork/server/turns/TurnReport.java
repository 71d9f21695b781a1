package dev.cowork.server.turns;

import dev.cowork.server.agent.Item;
import dev.cowork.server.agent.TurnEvent;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A turn as a whole.
 *
 * @param turn the turn and its state
 * @param details what its request said besides the message
 * @param input the items that started it, in order
 * @param output the items of the answer, in order; those that are finished so far while it is open
 * @param ending how it ended, with usage and error; null while it is open
 */
public record TurnReport(
        Turn turn, TurnDetails details, List<Item> input, List<Item> output, TurnEvent.@Nullable Ending ending) {}
