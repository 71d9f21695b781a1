package dev.cowork.modelstub.script;

import java.util.List;
import java.util.regex.Pattern;

/** A user message read as a script: the answers that follow each other, each but the last ending in calls. */
public final class Script {

    private static final Pattern DIRECTIVE = Pattern.compile("^![a-z][a-z-]*(\\s|$)");

    private final String message;
    private final List<Plan> answers;

    private Script(String message, List<Plan> answers) {
        this.message = message;
        this.answers = answers;
    }

    /** Whether a message says anything that is played. */
    public static boolean isIn(String message) {
        return message.lines().anyMatch(line -> DIRECTIVE.matcher(line).find());
    }

    /**
     * Reads the lines that begin with {@code !}; the others are for people.
     *
     * @throws ScriptException for a directive that is unknown or has wrong arguments
     */
    public static Script of(String message) throws ScriptException {
        ScriptBuilder builder = new ScriptBuilder();
        for (String line : message.lines().toList()) {
            if (DIRECTIVE.matcher(line).find()) {
                builder.directive(line.strip());
            }
        }
        return new Script(message, builder.answers());
    }

    /** The answer behind so many tool results. A script that is over says that it is. */
    public Plan answer(int results) {
        int before = 0;
        for (Plan plan : answers) {
            if (before >= results) {
                return plan;
            }
            before += plan.calls();
        }
        return results > 0
                ? Plan.saying("Done. " + results + (results == 1 ? " tool has" : " tools have") + " answered.")
                : echo();
    }

    private Plan echo() {
        String said = message.strip();
        String part = said.codePointCount(0, said.length()) > 200
                ? said.substring(0, said.offsetByCodePoints(0, 200)) + "…"
                : said;
        long words = said.isEmpty() ? 0 : said.split("\\s+").length;
        return Plan.saying("You said: " + part + "\nThat is " + words + (words == 1 ? " word" : " words")
                + ". Nobody thought about it: this is the model stub.");
    }
}
