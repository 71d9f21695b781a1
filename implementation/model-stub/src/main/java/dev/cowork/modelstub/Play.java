package dev.cowork.modelstub;

import dev.cowork.modelstub.http.Exchange;
import dev.cowork.modelstub.script.Plan;
import dev.cowork.modelstub.script.Step;
import dev.cowork.modelstub.wire.Answer;
import dev.cowork.modelstub.wire.Dialect;
import dev.cowork.modelstub.wire.Part;
import dev.cowork.modelstub.wire.PrefixCache;
import dev.cowork.modelstub.wire.Problem;
import dev.cowork.modelstub.wire.Tokens;
import dev.cowork.modelstub.wire.Turn;
import dev.cowork.modelstub.wire.Usage;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Plays one answer, step by step. How it gets out is left to the two kinds of it. */
abstract sealed class Play permits StreamedPlay, WholePlay {

    /**
     * What an answer needs beside its plan.
     *
     * @param scope who and which model, for the cache
     * @param conversation a fingerprint without times
     */
    record Stage(
            Exchange exchange,
            Dialect dialect,
            Turn turn,
            Map<String, String> headers,
            PrefixCache cache,
            Overloads overloads,
            String scope,
            String conversation) {}

    /** The piece inside which a connection is cut: the last character has two bytes. */
    static final String TORN = " half a caf\u00e9";

    protected final Stage stage;
    protected final Answer answer;
    private final Plan plan;
    private @Nullable Part open;
    private long everyMs;
    private boolean begun;
    private boolean thought;

    Play(Stage stage, Plan plan, String id) {
        this.stage = stage;
        this.plan = plan;
        this.answer = new Answer(id, System.currentTimeMillis() / 1000, plan.stop());
    }

    /**
     * Plays all of it.
     *
     * @throws Problem when it fails before anything was said
     */
    final void run() throws Problem {
        for (Step step : plan.steps()) {
            if (!play(step)) {
                return;
            }
        }
        begin();
        closePart();
        answer.usage(total());
        stage.dialect().remember(stage.turn(), answer);
        end();
    }

    /** Whether it goes on. */
    private boolean play(Step step) throws Problem {
        switch (step) {
            case Step.Say(String text) -> {
                boolean more = !answer.text(Part.Kind.TEXT).isEmpty();
                Part part = part(Part.Kind.TEXT, "");
                Pieces.ofText(more ? "\n" + text : text).forEach(piece -> piece(part, piece));
            }
            case Step.Emit(int count, long gap) -> emit(count, gap);
            case Step.Think(String text) -> {
                if (stage.dialect().thinks(stage.turn())) {
                    thought = true;
                    Part part = part(Part.Kind.THOUGHT, "");
                    Pieces.ofText(text).forEach(piece -> piece(part, piece));
                }
            }
            case Step.Tool(String name, String arguments) -> {
                Part part = part(Part.Kind.CALL, name);
                Pieces.ofArguments(arguments).forEach(piece -> piece(part, piece));
            }
            case Step.Slow(long gap) -> everyMs = gap;
            case Step.Wait(long millis) -> stage.exchange().pause(millis);
            case Step.Overloaded(int times) -> {
                if (stage.overloads().tell(stage.conversation(), times)) {
                    fail(stage.dialect().failure(stage.dialect().overloadedStatus(), null));
                    return false;
                }
            }
            case Step.Fail(int status, String code) -> {
                fail(stage.dialect().failure(status, code));
                return false;
            }
            case Step.Garbage() -> {
                begin();
                return garbage();
            }
            case Step.Cut() -> {
                begin();
                cut(part(Part.Kind.TEXT, ""));
                return false;
            }
            case Step.Hang() -> {
                hang(begun);
                return false;
            }
            case Step.Empty() -> {
                empty(begun);
                return false;
            }
        }
        return true;
    }

    private void emit(int count, long gap) {
        Part part = part(Part.Kind.TEXT, "");
        for (int i = 1; i <= count; i++) {
            if (i > 1 && gap > 0) {
                stage.exchange().pause(gap);
            }
            piece(part, "w" + i + " ");
        }
    }

    private void fail(Problem problem) throws Problem {
        Problem late = problem.with(plan.headers());
        if (!begun || !failInside(late)) {
            throw late;
        }
    }

    private void piece(Part part, String piece) {
        if (everyMs > 0) {
            stage.exchange().pause(everyMs);
        }
        part.append(piece);
        said(part, piece);
    }

    private void begin() {
        if (!begun) {
            begun = true;
            answer.usage(input());
            begun();
        }
    }

    /** The part that is open if it is text and text is wanted, else a new one. */
    private Part part(Part.Kind kind, String name) {
        begin();
        if (open != null && open.kind() == kind && kind == Part.Kind.TEXT) {
            return open;
        }
        closePart();
        String mark = kind == Part.Kind.CALL && thought ? "T" : "P";
        Part part = new Part(kind, mark + answer.id() + "_" + answer.parts().size(), name);
        answer.parts().add(part);
        open = part;
        opened(part);
        return part;
    }

    private void closePart() {
        if (open != null) {
            closed(open);
            open = null;
        }
    }

    private Usage input() {
        Plan.Tokens fixed = plan.usage();
        return fixed != null
                ? new Usage(fixed.input(), fixed.cached(), 0, 0, 0)
                : stage.dialect().input(stage.cache(), stage.scope(), stage.turn());
    }

    private Usage total() {
        int output = 0;
        int reasoning = 0;
        for (Part part : answer.parts()) {
            int tokens = Tokens.of(part.name()) + Tokens.of(part.text());
            output += tokens;
            reasoning += part.kind() == Part.Kind.THOUGHT ? tokens : 0;
        }
        Plan.Tokens fixed = plan.usage();
        return fixed != null
                ? answer.usage().with(fixed.output(), Math.min(reasoning, fixed.output()))
                : answer.usage().with(Math.max(output, 1), reasoning);
    }

    /** The first thing is about to be said. */
    abstract void begun();

    abstract void opened(Part part);

    abstract void said(Part part, String piece);

    abstract void closed(Part part);

    abstract void end();

    /** Fails inside the answer; false when it can still fail by its status. */
    abstract boolean failInside(Problem problem);

    /** Says something broken; whether the answer can go on after it. */
    abstract boolean garbage();

    abstract void cut(Part part);

    abstract void hang(boolean begun);

    abstract void empty(boolean begun);

    /** Where the last character of two bytes is torn apart; without one, the middle. */
    static int insideCharacter(byte[] bytes) {
        for (int i = bytes.length - 1; i > 0; i--) {
            if ((bytes[i] & 0xC0) == 0x80) {
                return i;
            }
        }
        return bytes.length / 2;
    }
}
