package dev.cowork.modelstub.script;

import org.jspecify.annotations.Nullable;

/** The arguments of a directive. */
record Words(String line, String[] words) {

    Words(String line, String rest) {
        this(line, rest.isEmpty() ? new String[0] : rest.split("\\s+"));
    }

    String text(int index) throws ScriptException {
        if (index >= words.length) {
            throw new ScriptException("A word is missing in the directive: " + line);
        }
        return words[index];
    }

    @Nullable
    String textOrNull(int index) {
        return index < words.length ? words[index] : null;
    }

    long number(int index, long most) throws ScriptException {
        return number(index, most, 0);
    }

    long number(int index, long most, long least) throws ScriptException {
        try {
            long number = Long.parseLong(text(index));
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw new ScriptException("A number is expected in the directive: " + line);
        }
        throw new ScriptException("A number from " + least + " to " + most + " is expected in the directive: " + line);
    }

    long numberOr(int index, long otherwise, long most) throws ScriptException {
        return index < words.length ? number(index, most) : otherwise;
    }
}
