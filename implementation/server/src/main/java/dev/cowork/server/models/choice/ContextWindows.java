package dev.cowork.server.models.choice;

import java.util.List;
import java.util.regex.Pattern;

/** How much the models are known to read, for those whose context window nobody has set. */
final class ContextWindows {

    /** For a model that nobody knows: what nearly every hosted model of today reads. */
    static final int UNKNOWN = 128_000;

    /** For an unknown model on this computer: memory is scarce there, and such servers cut silently. */
    static final int UNKNOWN_ON_LOOPBACK = 32_768;

    private record Window(Pattern names, int tokens) {}

    private static final List<Window> KNOWN = List.of(
            new Window(Pattern.compile("(.*[/.])?claude-.*"), 200_000),
            new Window(Pattern.compile("(.*/)?gpt-5.*"), 400_000),
            new Window(Pattern.compile("(.*/)?gpt-4\\.1.*"), 1_047_576),
            new Window(Pattern.compile("(.*/)?o[134](-.*)?"), 200_000),
            new Window(Pattern.compile("(.*/)?gemini-.*"), 1_048_576));

    private ContextWindows() {}

    /**
     * @param model the provider's name of the model
     * @param loopback whether it runs on this computer
     * @return the most tokens of request and answer together
     */
    static int of(String model, boolean loopback) {
        if (loopback) {
            return UNKNOWN_ON_LOOPBACK;
        }
        return KNOWN.stream()
                .filter(window -> window.names().matcher(model).matches())
                .findFirst()
                .map(Window::tokens)
                .orElse(UNKNOWN);
    }
}
