package dev.cowork.modelstub.wire;

/**
 * Tokens of an answer.
 *
 * @param input all of the input, cached or not
 * @param cacheRead of these, read from the cache
 * @param cacheWrite of these, written to the cache
 * @param output all of the output
 * @param reasoning of these, reasoning
 */
public record Usage(int input, int cacheRead, int cacheWrite, int output, int reasoning) {

    /** The same with an output. */
    public Usage with(int outputTokens, int reasoningTokens) {
        return new Usage(input, cacheRead, cacheWrite, outputTokens, reasoningTokens);
    }

    /** Input and output. */
    public int total() {
        return input + output;
    }
}
