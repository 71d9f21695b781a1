package dev.cowork.modelstub.script;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The arguments of a directive. */
record Words(String line, String[] words) {

    private static final Pattern HEADER = Pattern.compile("[A-Za-z0-9._-]{1,200}");

    Words(String line, String rest) {
        this(line, rest.isEmpty() ? new String[0] : rest.split("\\s+"));
    }

    String text(int index) throws ScriptException {
        if (index >= words.length) {
            throw new ScriptException("A word is missing in the directive: " + line);
        }
        return words[index];
    }

    /** A word that can be the name of a header, or its value. */
    String header(int index) throws ScriptException {
        String word = text(index);
        if (!HEADER.matcher(word).matches()) {
            throw new ScriptException("A header is expected in the directive: " + line);
        }
        return word;
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
