package dev.cowork.server.turns;

import dev.cowork.server.agent.FunctionSpec;
import dev.cowork.server.agent.Item;
import dev.cowork.server.agent.TurnOptions;
import dev.cowork.server.platform.problems.Problem;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** What a request may hold besides its message. Each rule throws 422 with the field's pointer. */
final class TurnRules {

    static final int MAX_PAIRS = 16;
    static final int MAX_KEY = 64;
    static final int MAX_VALUE = 512;
    static final int MAX_INPUT = 500;
    static final int MAX_INSTRUCTIONS = 256 << 10;
    static final int MAX_FUNCTIONS = 128;
    /** Characters of all descriptions and schemas together: they go with each model call. */
    static final int MAX_FUNCTION_TEXT = 512 << 10;

    static final double MAX_TEMPERATURE = 2;
    private static final int MAX_CALL_ID = 256;
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,64}");

    private TurnRules() {}

    /** @param taken whether a tool of ours has a name */
    static void check(StartTurn request, Predicate<String> taken) {
        input(request.input());
        metadata(request.details().metadata());
        options(request.details().options());
        functions(request.details().options().functions(), taken);
    }

    private static void input(List<TurnInput> input) {
        if (input.isEmpty() || input.size() > MAX_INPUT) {
            throw Problem.invalid("/input", "The input needs 1 to " + MAX_INPUT + " items");
        }
        for (int i = 0; i < input.size(); i++) {
            TurnInput item = input.get(i);
            boolean refers = item.type() == Item.Type.FUNCTION_CALL || item.type() == Item.Type.FUNCTION_CALL_OUTPUT;
            if (refers && (item.callId().isBlank() || item.callId().length() > MAX_CALL_ID)) {
                throw Problem.invalid(
                        "/input/" + i + "/call_id", "A call's id has 1 to " + MAX_CALL_ID + " characters");
            }
        }
    }

    private static void metadata(Map<String, String> metadata) {
        if (metadata.size() > MAX_PAIRS) {
            throw Problem.invalid("/metadata", "metadata can have at most " + MAX_PAIRS + " pairs");
        }
        metadata.forEach((key, value) -> {
            if (key.isEmpty() || key.length() > MAX_KEY) {
                throw Problem.invalid("/metadata", "A key of metadata has 1 to " + MAX_KEY + " characters");
            }
            if (value.length() > MAX_VALUE) {
                throw Problem.invalid("/metadata", "A value of metadata can have at most " + MAX_VALUE + " characters");
            }
        });
    }

    private static void options(TurnOptions options) {
        String instructions = options.instructions();
        if (instructions != null && instructions.length() > MAX_INSTRUCTIONS) {
            throw Problem.invalid(
                    "/instructions", "The instructions can have at most " + MAX_INSTRUCTIONS + " characters");
        }
        Integer most = options.maxOutputTokens();
        if (most != null && most < 1) {
            throw Problem.invalid("/max_output_tokens", "max_output_tokens is at least 1");
        }
        Double temperature = options.temperature();
        if (temperature != null && !(temperature >= 0 && temperature <= MAX_TEMPERATURE)) {
            throw Problem.invalid("/temperature", "The temperature is from 0 to 2");
        }
    }

    private static void functions(List<FunctionSpec> functions, Predicate<String> taken) {
        if (functions.size() > MAX_FUNCTIONS) {
            throw Problem.invalid("/tools", "There can be at most " + MAX_FUNCTIONS + " functions");
        }
        Set<String> names = new HashSet<>();
        long text = 0;
        for (int i = 0; i < functions.size(); i++) {
            FunctionSpec function = functions.get(i);
            String pointer = "/tools/" + i;
            if (!NAME.matcher(function.name()).matches()) {
                throw Problem.invalid(
                        pointer + "/name", "A function's name is made of letters, digits, '_' and '-', at most 64");
            }
            if (!names.add(function.name())) {
                throw Problem.invalid(pointer + "/name", "There are two functions " + function.name());
            }
            if (taken.test(function.name())) {
                throw Problem.of(
                                422,
                                "function_name_taken",
                                "The agent has a tool " + function.name() + " of its own; call the function otherwise")
                        .at(pointer + "/name");
            }
            if (!function.parameters().isObject()) {
                throw Problem.invalid(pointer + "/parameters", "The parameters are a JSON Schema, an object");
            }
            text += function.description().length()
                    + function.parameters().toString().length();
            if (text > MAX_FUNCTION_TEXT) {
                throw Problem.invalid(
                        "/tools", "The functions together can have at most " + MAX_FUNCTION_TEXT + " characters");
            }
        }
    }
}
