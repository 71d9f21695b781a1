package dev.cowork.server.ask;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What an agent asks.
 *
 * @param id names it in the answer
 * @param prompt the question
 * @param target what exactly leave is asked for, a whole command for example; empty for a question
 * @param options what is offered
 * @param many whether several may be chosen
 * @param ownWords whether the answer may be something that is not offered
 */
record Question(String id, String prompt, String target, List<Option> options, boolean many, boolean ownWords) {

    private static final Pattern NUMBERS = Pattern.compile("\\d+(\\s*,\\s*\\d+)*");

    /** One that is offered: what is sent, what is read, and a word more about it. */
    record Option(String value, String label, String detail) {}

    static Question of(Frame frame) {
        List<Option> options = new ArrayList<>();
        for (JsonNode option : frame.data().path("options")) {
            String value = option.path("value").asString("");
            options.add(new Option(
                    value,
                    option.path("label").asString(value),
                    option.path("detail").asString("")));
        }
        return new Question(
                frame.text("question_id"),
                frame.text("prompt"),
                frame.text("target"),
                options,
                frame.text("select").equals("many"),
                frame.data().path("allow_custom").asBoolean(true));
    }

    /** As a person reads it. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add("? " + prompt);
        // the prompt may be shortened; what is allowed must not be
        target.lines().forEach(line -> lines.add("    " + line));
        for (int i = 0; i < options.size(); i++) {
            Option option = options.get(i);
            lines.add("  " + (i + 1) + ") " + option.label()
                    + (option.detail().isEmpty() ? "" : " (" + option.detail() + ")"));
        }
        lines.add("  " + hint());
        return lines;
    }

    private String hint() {
        if (options.isEmpty()) {
            return "Type the answer.";
        }
        String choose = many ? "Type numbers, separated by commas" : "Type a number";
        return choose + (ownWords ? ", or an answer of your own." : ".");
    }

    /**
     * @param typed one line
     * @return the body of the answer, without the turn; empty when the line is no answer to this question, as numbers are that are not
     *     offered: whoever types one has mistyped it, and means no words
     */
    Optional<ObjectNode> answer(String typed) {
        ObjectNode body = JsonMapper.shared().createObjectNode().put("question_id", id);
        List<String> values = chosen(typed);
        if (!values.isEmpty()) {
            ArrayNode array = body.putArray("values");
            values.forEach(array::add);
            return Optional.of(body);
        }
        boolean mistyped = !options.isEmpty() && NUMBERS.matcher(typed.strip()).matches();
        return (ownWords || options.isEmpty()) && !typed.isBlank() && !mistyped
                ? Optional.of(body.put("text", typed.strip()))
                : Optional.empty();
    }

    /** What the numbers stand for; nothing as soon as one of them is none. */
    private List<String> chosen(String typed) {
        List<String> values = new ArrayList<>();
        for (String word : typed.strip().split("\\s*,\\s*")) {
            if (!word.matches("\\d{1,3}") || Integer.parseInt(word) < 1 || Integer.parseInt(word) > options.size()) {
                return List.of();
            }
            values.add(options.get(Integer.parseInt(word) - 1).value());
        }
        return many || values.size() == 1 ? values.stream().distinct().toList() : List.of();
    }
}
