package dev.cowork.server.agents.builtin;

import dev.cowork.server.agent.TurnEvent;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An answer that was cut off for its length goes on in the next ones, and is one message in the end. */
final class Continuation {

    /** What is said when the model used up all its answers without a word. */
    static final String NOTHING_SAID = "The model used up the length of its answers before it said anything.";

    private static final String PHASE = "continuation";
    private static final String GO_ON =
            "Your answer was cut off because it reached the length that one answer may have."
                    + " Go on exactly where it stopped, in the middle of a word if it stopped there. Repeat nothing.";
    private static final String SAY_SOMETHING = "Your last answer reached the length that one answer may have before it"
            + " said anything. Think less this time, and answer.";

    private final int most;
    private int done;
    private AnswerReader.@Nullable Block unfinished;
    private String notice = "";

    /** @param most how often an answer may go on */
    Continuation(int most) {
        this.most = most;
    }

    /** Takes in an event of before the turn waited: answers that went on then count. */
    void seeAgain(TurnEvent event) {
        if (event instanceof TurnEvent.Progress progress && progress.phase().equals(PHASE)) {
            done++;
        }
    }

    /** Whether an answer that is cut off now may go on. */
    boolean possible() {
        return done < most;
    }

    /** The message that the next answer goes on with, or null. */
    AnswerReader.@Nullable Block unfinished() {
        return unfinished;
    }

    /** Whether the next answer goes on with the last one. */
    boolean goingOn() {
        return !notice.isEmpty();
    }

    /** What a person gets to know of a cut. */
    List<TurnEvent> events(AnswerReader answer) {
        if (!answer.cut()) {
            return List.of();
        }
        return List.of(new TurnEvent.Progress(
                PHASE,
                goingOn()
                        ? "The answer was cut off for its length and goes on."
                        : "The answer ends here because it is too long."));
    }

    /** What the model is told before its next answer, empty for nothing. */
    String notice() {
        return notice;
    }

    /**
     * Judges an answer.
     *
     * @param heardOut whether a model that said nothing is asked again
     * @return whether another one is to go on with it
     */
    boolean goesOn(AnswerReader answer, boolean heardOut) {
        boolean begun = answer.unfinished() != null;
        boolean goesOn = answer.cut() && answer.calls().isEmpty() && possible() && (begun || heardOut);
        unfinished = goesOn ? answer.unfinished() : null;
        notice = !goesOn ? "" : unfinished == null ? SAY_SOMETHING : GO_ON;
        done += goesOn ? 1 : 0;
        return goesOn;
    }
}
