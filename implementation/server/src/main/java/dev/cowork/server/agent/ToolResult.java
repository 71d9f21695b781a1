package dev.cowork.server.agent;

/**
 * What a tool call gave.
 *
 * @param ok whether it did what was asked
 * @param output the text for the model
 * @param summary one short line for a person
 */
public record ToolResult(boolean ok, String output, String summary) {

    /**
     * @param output the text for the model
     * @param summary one short line for a person
     * @return a good result
     */
    public static ToolResult done(String output, String summary) {
        return new ToolResult(true, output, summary);
    }

    /**
     * @param sentence what went wrong, for the model and the person alike
     * @return a failed result
     */
    public static ToolResult failed(String sentence) {
        return new ToolResult(false, sentence, sentence);
    }
}
