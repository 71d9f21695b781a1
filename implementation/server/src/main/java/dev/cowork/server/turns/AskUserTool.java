package dev.cowork.server.turns;

import dev.cowork.server.agent.Question;
import dev.cowork.server.agent.QuestionTool;
import dev.cowork.server.agent.ToolCall;
import dev.cowork.server.agent.ToolResult;
import dev.cowork.server.agent.TurnEvent;
import dev.cowork.server.platform.problems.Problem;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Asks the person something, with options to choose from. */
@Component
final class AskUserTool implements QuestionTool {

    private static final int LEAST_OPTIONS = 2;
    private static final int MOST_OPTIONS = 10;
    private static final int LONGEST_QUESTION = 4_000;
    private static final int LONGEST_OPTION = 512;

    private final JsonMapper json;

    AskUserTool(JsonMapper json) {
        this.json = json;
    }

    @Override
    public String name() {
        return "ask_user";
    }

    @Override
    public String description() {
        return "Asks the person one question and waits for the answer, however long it takes. Use it only when a wrong guess would be"
                + " costly. Offer 2 to 10 options; the person may also answer in their own words unless allow_custom is false.";
    }

    @Override
    public JsonNode parameters() {
        ObjectNode schema = JsonNodeFactory.instance.objectNode().put("type", "object");
        ObjectNode properties = schema.putObject("properties");
        properties.putObject("question").put("type", "string").put("description", "The question, whole and short.");
        ObjectNode options = properties.putObject("options");
        options.put("type", "array").put("minItems", LEAST_OPTIONS).put("maxItems", MOST_OPTIONS);
        ObjectNode option = options.putObject("items").put("type", "object");
        ObjectNode fields = option.putObject("properties");
        fields.putObject("value").put("type", "string").put("description", "What you will read if it is chosen.");
        fields.putObject("label").put("type", "string").put("description", "What the person reads.");
        fields.putObject("detail").put("type", "string").put("description", "One more line for the person.");
        option.putArray("required").add("value");
        option.put("additionalProperties", false);
        ObjectNode select = properties.putObject("select").put("type", "string");
        select.putArray("enum").add("one").add("many");
        properties.putObject("allow_custom").put("type", "boolean");
        schema.putArray("required").add("question").add("options");
        return schema.put("additionalProperties", false);
    }

    @Override
    public String label(JsonNode arguments) {
        String question = arguments.path("question").asString("").strip();
        return question.isEmpty() ? "Asking you" : "Asking you: " + question;
    }

    @Override
    public Mono<Question> question(ToolCall call) {
        return Mono.fromSupplier(() -> read(call.arguments()));
    }

    private static Question read(JsonNode arguments) {
        String prompt = arguments.path("question").asString("").strip();
        if (prompt.isEmpty() || prompt.length() > LONGEST_QUESTION) {
            throw Problem.invalid("/question", "The argument question must be a short text.");
        }
        List<Question.Option> options = new ArrayList<>();
        Set<String> values = new HashSet<>();
        for (JsonNode option : arguments.path("options")) {
            Question.Option read = option(option);
            if (values.add(read.value())) {
                options.add(read);
            }
        }
        if (options.size() < LEAST_OPTIONS || options.size() > MOST_OPTIONS) {
            throw Problem.invalid("/options", "There must be 2 to 10 different options, each with a value.");
        }
        boolean many = arguments.path("select").asString("one").equals("many");
        return new Question(prompt, options, many, !falseValue(arguments.get("allow_custom")));
    }

    /** Models also write an option as plain text. */
    private static Question.Option option(JsonNode option) {
        String value = option.isString() ? option.stringValue().strip() : text(option, "value");
        if (value == null || value.isEmpty() || value.length() > LONGEST_OPTION) {
            throw Problem.invalid(
                    "/options", "Each option needs a value of at most " + LONGEST_OPTION + " characters.");
        }
        String label = text(option, "label");
        return new Question.Option(value, label == null ? value : label, text(option, "detail"));
    }

    private static @Nullable String text(JsonNode option, String field) {
        JsonNode value = option.get(field);
        String text = value != null && value.isString() ? value.stringValue().strip() : "";
        return text.isEmpty() ? null : text.substring(0, Math.min(LONGEST_OPTION, text.length()));
    }

    private static boolean falseValue(@Nullable JsonNode flag) {
        return flag != null && flag.asString("").equals("false");
    }

    @Override
    public ToolResult answered(TurnEvent.QuestionAnswered answer) {
        ObjectNode result = json.createObjectNode().put("status", answer.status());
        answer.values().forEach(result.putArray("values")::add);
        if (answer.text() != null) {
            result.put("text", answer.text());
        }
        String said = answer.text() == null ? String.join(", ", answer.values()) : answer.text();
        boolean answered = answer.status().equals("answered");
        return new ToolResult(answered, result.toString(), answered ? said : "Not answered");
    }

    @Override
    public Mono<ToolResult> call(ToolCall call) {
        return Mono.just(
                ToolResult.failed("Nobody can answer here. Decide for yourself, and say what you have assumed."));
    }
}
