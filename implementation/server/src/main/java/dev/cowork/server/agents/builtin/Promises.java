package dev.cowork.server.agents.builtin;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Finds sentences that bind somebody: promises, rules, agreements, dates by which something is due. */
final class Promises {

    private static final int LONGEST = 300;
    private static final int MOST = 50;
    private static final int MOST_CHARS = 200_000;
    private static final Pattern SENTENCES = Pattern.compile("\\R+|(?<=[.!?])\\s+|(?<=[\u3002\uff01\uff1f])");
    private static final Pattern BLANKS = Pattern.compile("\\s+");
    private static final Pattern BINDING =
            Pattern.compile(words(), Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE | Pattern.UNICODE_CHARACTER_CLASS);

    private Promises() {}

    private static String words() {
        try (InputStream in = Objects.requireNonNull(Promises.class.getResourceAsStream("/agents/promises.txt"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .collect(Collectors.joining("|"));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /**
     * @param text what somebody said
     * @return its binding sentences in their order, each one line, long ones cut around what binds
     */
    static List<String> in(String text) {
        List<String> found = new ArrayList<>();
        for (String sentence : SENTENCES.split(text.substring(0, Math.min(MOST_CHARS, text.length())))) {
            Matcher binding = BINDING.matcher(sentence);
            if (found.size() < MOST && binding.find()) {
                found.add(BLANKS.matcher(around(sentence, binding.start()))
                        .replaceAll(" ")
                        .strip());
            }
        }
        return found;
    }

    private static String around(String sentence, int at) {
        if (sentence.length() <= LONGEST) {
            return sentence;
        }
        int from = Math.max(0, Math.min(at - LONGEST / 3, sentence.length() - LONGEST));
        return sentence.substring(from, from + LONGEST);
    }
}
