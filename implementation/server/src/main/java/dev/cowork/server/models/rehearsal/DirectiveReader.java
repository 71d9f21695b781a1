package dev.cowork.server.models.rehearsal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Finds the directives of a message: lines that begin with a slash, one a line, in order. Other lines are talk. */
final class DirectiveReader {

    /** What fits into one block of an answer, which may have a million characters. */
    static final int MOST_DELTAS = 100_000;

    static final int MOST_MILLIS = 600_000;

    private static final Pattern LINE = Pattern.compile("\\R");
    private static final Pattern DIRECTIVE = Pattern.compile("/(\\S*)[ \\t]*(.*)", Pattern.DOTALL);
    private static final Pattern EMIT = Pattern.compile("(\\d{1,7})(?:\\s+(\\d{1,6}))?\\s*");
    private static final Pattern TOOL = Pattern.compile("([A-Za-z0-9_.-]{1,128})\\s*(.*)");
    private static final Pattern CODE = Pattern.compile("[a-z][a-z_]{0,63}");

    private final JsonMapper mapper;

    DirectiveReader(JsonMapper mapper) {
        this.mapper = mapper;
    }

    /**
     * @param message what the user wrote
     * @return its directives, empty when it has none
     */
    List<Directive> read(String message) {
        List<Directive> directives = new ArrayList<>();
        String[] lines = LINE.split(message, -1);
        for (int i = 0; i < lines.length; i++) {
            if (lines[i].startsWith("/python")
                    && (lines[i].length() == 7 || Character.isWhitespace(lines[i].charAt(7)))) {
                directives.add(python(lines, i));
                break;
            }
            Matcher line = DIRECTIVE.matcher(lines[i]);
            if (line.matches()) {
                directives.add(read(line.group(1), line.group(2)));
            }
        }
        return directives;
    }

    private Directive read(String name, String rest) {
        return switch (name) {
            case "say" -> new Directive.Say(rest);
            case "think" -> new Directive.Think(rest);
            case "emit" -> emit(rest);
            case "slow" -> {
                int wait = number(rest.strip(), MOST_MILLIS);
                yield wait < 0 ? unclear("/slow takes milliseconds") : new Directive.Slow(Duration.ofMillis(wait));
            }
            case "tool" -> {
                Matcher call = TOOL.matcher(rest);
                yield call.matches()
                        ? new Directive.Tool(call.group(1), call.group(2).isBlank() ? "{}" : call.group(2))
                        : unclear("/tool takes the name of a tool and its arguments as JSON");
            }
            case "remember" -> ability(name, "memorize", memory(rest));
            case "artifact" -> ability(name, "create_artifact", artifact(rest));
            case "ask" -> ability(name, "ask_user", question(rest));
            case "fail" -> new Directive.Fail(CODE.matcher(rest.strip()).matches() ? rest.strip() : "anton_error");
            default -> unclear("There is no directive /" + name.substring(0, Math.min(40, name.length())));
        };
    }

    private static Directive emit(String rest) {
        Matcher emit = EMIT.matcher(rest);
        int count = emit.matches() ? number(emit.group(1), MOST_DELTAS) : -1;
        int apart = count < 0 || emit.group(2) == null ? 0 : number(emit.group(2), MOST_MILLIS);
        return count < 0 || apart < 0
                ? unclear("/emit takes a number of deltas up to " + MOST_DELTAS + " and milliseconds")
                : new Directive.Emit(count, Duration.ofMillis(apart));
    }

    private Directive python(String[] lines, int at) {
        String first = lines[at].length() > 8 ? lines[at].substring(8) : "";
        String rest = String.join("\n", List.of(lines).subList(at + 1, lines.length));
        String code = first.isBlank() ? rest : rest.isEmpty() ? first : first + "\n" + rest;
        return ability(
                "python",
                "scratchpad",
                mapper.createObjectNode()
                        .put("action", "exec")
                        .put("name", "rehearsal")
                        .put("code", code)
                        .put("one_line_description", "A rehearsed cell"));
    }

    private ObjectNode memory(String text) {
        ObjectNode arguments = mapper.createObjectNode();
        arguments
                .putArray("entries")
                .addObject()
                .put("text", text)
                .put("kind", "lesson")
                .put("scope", "project");
        return arguments;
    }

    private ObjectNode artifact(String name) {
        return mapper.createObjectNode()
                .put("name", name)
                .put("description", "A rehearsed artifact")
                .put("type", "document");
    }

    private ObjectNode question(String text) {
        ObjectNode arguments = mapper.createObjectNode().put("question", text);
        arguments.putArray("options").addObject().put("value", "yes");
        arguments.withArray("options").addObject().put("value", "no");
        return arguments.put("select", "one").put("allow_custom", true);
    }

    private static Directive ability(String directive, String tool, ObjectNode arguments) {
        return new Directive.Ability(directive, tool, arguments.toString());
    }

    private static Directive unclear(String sentence) {
        return new Directive.Unclear(sentence + ".");
    }

    private static int number(String digits, int most) {
        int value = digits.matches("\\d{1,7}") ? Integer.parseInt(digits) : -1;
        return value > most ? -1 : value;
    }
}
