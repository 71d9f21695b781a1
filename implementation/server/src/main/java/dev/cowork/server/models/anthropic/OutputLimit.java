package dev.cowork.server.models.anthropic;

import java.util.List;
import java.util.regex.Pattern;

/** How long an answer may be: this dialect wants to be told, and refuses more than the model can. */
final class OutputLimit {

    /** What every model since Claude 4 can, and enough for a file written in one call. */
    private static final int USUAL = 32_000;

    private record Older(Pattern names, int tokens) {}

    private static final List<Older> OLDER = List.of(
            new Older(Pattern.compile(".*claude-3-[57]-.*"), 8_192),
            new Older(Pattern.compile(".*claude-3-.*"), 4_096));

    private OutputLimit() {}

    static int of(String model, int contextWindow) {
        int most = OLDER.stream()
                .filter(older -> older.names().matcher(model).matches())
                .findFirst()
                .map(Older::tokens)
                .orElse(USUAL);
        // a small window is a small server's: request and answer share it
        return contextWindow <= 0 ? most : Math.max(1, Math.min(most, contextWindow / 4));
    }
}
