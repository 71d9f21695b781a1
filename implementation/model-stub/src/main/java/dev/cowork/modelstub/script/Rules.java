package dev.cowork.modelstub.script;

import java.util.ArrayList;
import java.util.List;

/**
 * Scripts for requests that are told apart by what stands in them, not by what the person wrote: the model, the instructions, what the
 * person said, what a tool answered. The first that fits is played.
 */
public final class Rules {

    /** No rules: every script is in the last user message. */
    public static final Rules NONE = new Rules(List.of());

    private static final String WHEN = "when ";

    private final List<Rule> rules;

    private Rules(List<Rule> rules) {
        this.rules = List.copyOf(rules);
    }

    /**
     * Reads rules: one or more lines {@code when model NAME}, {@code when system TEXT}, {@code when user TEXT} or {@code when tool TEXT}, which
     * must all hold, and the lines of their script below. Lines that are neither are for people.
     *
     * @throws ScriptException for a condition or a directive that is unknown, and for a rule without a script
     */
    public static Rules of(String text) throws ScriptException {
        List<Rule> rules = new ArrayList<>();
        List<Condition> conditions = new ArrayList<>();
        StringBuilder script = new StringBuilder();
        for (String line : text.lines().toList()) {
            if (line.startsWith(WHEN)) {
                if (!script.isEmpty()) {
                    rules.add(Rule.of(conditions, script.toString()));
                    conditions.clear();
                    script.setLength(0);
                }
                conditions.add(Condition.of(line.substring(WHEN.length()).strip()));
            } else if (Script.isIn(line)) {
                script.append(line).append('\n');
            }
        }
        if (!conditions.isEmpty() || !script.isEmpty()) {
            rules.add(Rule.of(conditions, script.toString()));
        }
        return new Rules(rules);
    }

    /**
     * What is to be played.
     *
     * @throws ScriptException when the script is the user's own and cannot be played
     */
    public Plan answer(Asked asked) throws ScriptException {
        for (Rule rule : rules) {
            if (rule.fits(asked)) {
                return rule.answer(asked.results());
            }
        }
        return Script.of(asked.user()).answer(asked.results());
    }

    /** A script and when it is played. */
    private record Rule(List<Condition> conditions, Script script) {

        static Rule of(List<Condition> conditions, String script) throws ScriptException {
            if (conditions.isEmpty() || script.isEmpty()) {
                throw new ScriptException("A rule needs a line that begins with when, and a script below it.");
            }
            return new Rule(List.copyOf(conditions), Script.of(script));
        }

        boolean fits(Asked asked) {
            return conditions.stream().allMatch(condition -> condition.holds(asked));
        }

        /** A script that waits for a tool begins when the tool has answered. */
        Plan answer(int results) {
            boolean begun = conditions.stream().anyMatch(condition -> condition.part() == Part.TOOL);
            return script.answer(begun ? 0 : results);
        }
    }

    /** A part of a request. */
    private enum Part {
        MODEL,
        SYSTEM,
        USER,
        TOOL
    }

    /** The model is named so; any other part holds that text. */
    private record Condition(Part part, String text) {

        static Condition of(String line) throws ScriptException {
            for (Part part : Part.values()) {
                String name = part.name().toLowerCase(java.util.Locale.ROOT) + " ";
                if (line.startsWith(name)) {
                    return new Condition(part, line.substring(name.length()).strip());
                }
            }
            throw new ScriptException("Unknown condition of a rule: when " + line);
        }

        boolean holds(Asked asked) {
            return switch (part) {
                case MODEL -> asked.model().equals(text);
                case SYSTEM -> asked.system().contains(text);
                case USER -> asked.user().contains(text);
                case TOOL -> asked.tool().contains(text);
            };
        }
    }
}
