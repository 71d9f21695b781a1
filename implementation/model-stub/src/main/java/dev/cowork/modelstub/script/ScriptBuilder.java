package dev.cowork.modelstub.script;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Puts directives together to answers. */
final class ScriptBuilder {

    private static final int MOST_DELTAS = 1_000_000;
    private static final long LONGEST_MS = 3_600_000;

    private final List<Plan> answers = new ArrayList<>();
    private List<Step> steps = new ArrayList<>();
    private @Nullable String stop;
    private Plan.@Nullable Tokens usage;
    private Map<String, String> headers = new HashMap<>();
    private boolean empty = true;
    private boolean parallel;
    private boolean calling;

    void directive(String line) throws ScriptException {
        int space = line.indexOf(' ');
        String name = space < 0 ? line : line.substring(0, space);
        String rest = space < 0 ? "" : line.substring(space + 1).strip();
        boolean tool = name.equals("!tool");
        if (calling && !tool) {
            close(); // the calls of one answer stand together
        }
        if (name.equals("!parallel")) {
            parallel = true;
            return;
        }
        empty = false;
        Words words = new Words(line, rest);
        switch (name) {
            case "!say" -> steps.add(new Step.Say(unescaped(rest)));
            case "!think" -> steps.add(new Step.Think(unescaped(rest)));
            case "!emit" ->
                steps.add(new Step.Emit((int) words.number(0, MOST_DELTAS), words.numberOr(1, 0, LONGEST_MS)));
            case "!tool" -> tool(words.text(0), rest);
            case "!slow" -> steps.add(new Step.Slow(words.number(0, LONGEST_MS)));
            case "!wait" -> steps.add(new Step.Wait(words.number(0, LONGEST_MS)));
            case "!error" -> steps.add(new Step.Fail((int) words.number(0, 599, 400), words.textOrNull(1)));
            case "!overloaded" -> steps.add(new Step.Overloaded((int) words.number(0, MOST_DELTAS)));
            case "!cut" -> steps.add(new Step.Cut());
            case "!garbage" -> steps.add(new Step.Garbage());
            case "!hang" -> steps.add(new Step.Hang());
            case "!empty" -> steps.add(new Step.Empty());
            case "!stop" -> stop = words.text(0);
            case "!retry-after" -> headers.put("retry-after", String.valueOf(words.number(0, 86_400)));
            case "!header" -> headers.put(words.header(0), words.header(1));
            case "!usage" ->
                usage = new Plan.Tokens(
                        (int) words.number(0, Integer.MAX_VALUE), (int) words.number(1, Integer.MAX_VALUE), (int)
                                words.numberOr(2, 0, words.number(0, Integer.MAX_VALUE)));
            default -> throw new ScriptException("Unknown directive in the user message: " + name);
        }
    }

    List<Plan> answers() {
        if (!empty) {
            close();
        }
        return List.copyOf(answers);
    }

    private void tool(String name, String rest) {
        String arguments = rest.substring(name.length()).strip();
        steps.add(new Step.Tool(name, arguments.isEmpty() ? "{}" : arguments));
        calling = true;
        if (!parallel) {
            close();
        }
    }

    private void close() {
        if (steps.isEmpty()) {
            steps.add(new Step.Say("")); // only a stop or a usage was asked for
        }
        answers.add(new Plan(List.copyOf(steps), stop, usage, Map.copyOf(headers)));
        steps = new ArrayList<>();
        stop = null;
        usage = null;
        headers = new HashMap<>();
        parallel = false;
        calling = false;
        empty = true;
    }

    private static String unescaped(String text) {
        return text.replace("\\n", "\n");
    }
}
