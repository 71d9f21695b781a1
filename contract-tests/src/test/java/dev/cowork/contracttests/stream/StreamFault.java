package dev.cowork.contracttests.stream;

/** A stream broke a rule that a shipped client depends on. */
public final class StreamFault extends AssertionError {

    private static final long serialVersionUID = 1L;

    /** Says which rule and shows what came. */
    public StreamFault(String rule, String received) {
        super(rule + ":\n" + received);
    }
}
