package dev.cowork.server.models.probe;

/**
 * What came of a trial, in our own words: nothing that a provider says is passed on.
 *
 * @param reason what it was, for programs
 * @param status the HTTP status that was answered, or 0 when none was
 */
public record Verdict(Reason reason, int status) {

    static Verdict of(Reason reason) {
        return new Verdict(reason, 0);
    }

    /** Whether the provider answers with this key at this address. */
    public boolean ok() {
        return reason == Reason.OK;
    }

    /** One sentence for a person; the status where nothing is wrong. */
    public String sentence() {
        return ok() ? "HTTP " + status : reason.sentence();
    }

    /** The sentence behind the status, if there was one. */
    public String detail() {
        return status == 0 || ok() ? sentence() : "HTTP " + status + ": " + sentence();
    }
}
