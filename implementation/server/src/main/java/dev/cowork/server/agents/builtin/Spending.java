package dev.cowork.server.agents.builtin;

import dev.cowork.server.agent.PastEvent;
import dev.cowork.server.agent.TurnEvent;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** What a turn has used up so far, folded from its events. */
final class Spending {

    private static final long LEAST_RESERVE = 200_000;

    private final Budgets budgets;
    private final LongSupplier nanos;
    private final long begun;
    private final Map<String, Call> open = new HashMap<>();
    private final Set<Result> seen = new HashSet<>();
    private int rounds;
    private int calls;
    private int standstill;
    private int cuts;
    private long tokens;
    private long peak;
    private boolean anythingNew;
    private boolean cutBefore;
    private Duration earlier = Duration.ZERO;
    private long workedUntil;

    private record Call(String name, String arguments) {}

    private record Result(Call call, String output) {}

    /** @param nanos a clock that only goes forward, in nanoseconds */
    Spending(Budgets budgets, LongSupplier nanos) {
        this.budgets = budgets;
        this.nanos = nanos;
        this.begun = nanos.getAsLong();
    }

    void see(TurnEvent event) {
        switch (event) {
            case TurnEvent.ToolCallReady call -> {
                calls++;
                open.put(call.callId(), new Call(call.name(), call.arguments()));
            }
            case TurnEvent.ToolCallFinished done -> {
                Call call = open.remove(done.callId());
                anythingNew |= call == null || seen.add(new Result(call, digest(done.output())));
            }
            case TurnEvent.Usage usage -> {
                long read =
                        count(usage.inputTokens()) + count(usage.cacheReadTokens()) + count(usage.cacheWriteTokens());
                peak = Math.max(peak, read);
                tokens += read + count(usage.outputTokens());
            }
            default -> {}
        }
    }

    /** A round of tool calls is over. */
    void round(boolean cut) {
        rounds++;
        standstill = anythingNew ? 0 : standstill + 1;
        cuts = cut || cutBefore ? cuts + 1 : 0;
        cutBefore = false;
        anythingNew = false;
        open.clear();
    }

    /**
     * Takes in an event of before the turn waited, from its first one on. The time until a person has answered is none that it worked.
     */
    void seeAgain(PastEvent past) {
        switch (past.event()) {
            case TurnEvent.Started ignored -> workedUntil = past.at();
            // while it waits, signs of life are all that happens besides the answers
            case TurnEvent.Progress ignored -> {}
            case TurnEvent.Answered ignored -> {}
            default -> workUntil(past.at());
        }
        see(past.event());
        if (past.event() instanceof TurnEvent.ToolCallFinished done) {
            cutBefore |= !done.ok() && done.output().equals(ToolRunner.cutOff(done.name()));
            if (open.isEmpty()) {
                round(false);
            }
        }
    }

    private void workUntil(long at) {
        if (workedUntil > 0 && at > workedUntil) {
            earlier = earlier.plus(at - workedUntil, ChronoUnit.MICROS);
            workedUntil = at;
        }
    }

    /** What is used up, or null when the turn may go on. */
    @Nullable
    Limit limit() {
        if (rounds >= budgets.rounds()) {
            return Limit.ROUNDS;
        }
        if (calls >= budgets.calls()) {
            return Limit.CALLS;
        }
        if (standstill >= budgets.standstill()) {
            return Limit.STANDSTILL;
        }
        if (cuts >= budgets.cuts()) {
            return Limit.CUT;
        }
        if (earlier.plusNanos(nanos.getAsLong() - begun).compareTo(budgets.time()) >= 0) {
            return Limit.TIME;
        }
        return rounds > 0 && budgets.tokens() > 0 && tokens + reserve() >= budgets.tokens() ? Limit.TOKENS : null;
    }

    /** What the next round and the summing up may cost. */
    private long reserve() {
        return Math.min(Math.max(LEAST_RESERVE, 2 * peak), budgets.tokens() / 2);
    }

    private static long count(@Nullable Long tokens) {
        return tokens == null ? 0 : tokens;
    }

    /** Outputs may be long and many. */
    private static String digest(String output) {
        return output.length() + ":" + Integer.toHexString(output.hashCode());
    }
}
