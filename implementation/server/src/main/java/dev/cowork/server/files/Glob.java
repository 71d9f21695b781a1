package dev.cowork.server.files;

import dev.cowork.server.platform.problems.Problem;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * A pattern for paths: {@code *} and {@code ?} within a name, {@code **} across names, {@code [a-z]} and {@code {a,b}}. A pattern without a
 * slash is one for names. Matching takes time in proportion to pattern and path, whatever the pattern is.
 */
final class Glob {

    private static final int LONGEST = 256;
    private static final int MOST_ALTERNATIVES = 64;

    private final boolean nameOnly;
    private final List<List<Token>> alternatives;

    /** What one piece of a pattern takes. */
    private sealed interface Token {}

    private record One(String from, boolean except) implements Token {
        boolean takes(char c) {
            boolean in = false;
            for (int i = 0; i < from.length(); i += 2) {
                in |= from.charAt(i) <= c && c <= from.charAt(i + 1);
            }
            return in != except && (c != '/' || !except && from.equals("//"));
        }
    }

    private record Many(boolean slashes) implements Token {}

    private Glob(boolean nameOnly, List<List<Token>> alternatives) {
        this.nameOnly = nameOnly;
        this.alternatives = alternatives;
    }

    static Glob of(String pattern) {
        if (pattern.length() > LONGEST) {
            throw Problem.invalid("/glob", "The glob is longer than " + LONGEST + " characters.");
        }
        String relative = pattern.startsWith("./") ? pattern.substring(2) : pattern;
        List<List<Token>> alternatives =
                expand(relative).stream().map(Glob::tokens).toList();
        return new Glob(relative.indexOf('/') < 0, alternatives);
    }

    boolean matches(ProjectPath path, int from) {
        List<String> names = path.segments().subList(from, path.segments().size());
        String text = nameOnly ? names.getLast() : String.join("/", names);
        return alternatives.stream().anyMatch(tokens -> matches(tokens, text));
    }

    private static List<String> expand(String pattern) {
        List<String> open = new ArrayList<>(List.of(pattern));
        for (int i = 0; i < open.size(); ) {
            String text = open.get(i);
            int end = text.indexOf('}');
            int begin = end < 0 ? -1 : text.lastIndexOf('{', end);
            if (begin < 0) {
                i++;
                continue;
            }
            open.remove(i);
            for (String choice : text.substring(begin + 1, end).split(",", -1)) {
                open.add(i, text.substring(0, begin) + choice + text.substring(end + 1));
            }
            if (open.size() > MOST_ALTERNATIVES) {
                throw Problem.invalid("/glob", "The glob has too many alternatives.");
            }
        }
        return open;
    }

    private static List<Token> tokens(String pattern) {
        List<Token> tokens = new ArrayList<>();
        for (int i = 0; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            int close = c == '[' ? pattern.indexOf(']', i + 2) : -1;
            if (c == '*' && pattern.startsWith("**", i)) {
                tokens.add(new Many(true));
                // behind "**" the slash may be missing: "**/a" also means "a"
                i += pattern.startsWith("**/", i) && (i == 0 || pattern.charAt(i - 1) == '/') ? 2 : 1;
            } else if (c == '*') {
                tokens.add(new Many(false));
            } else if (c == '?') {
                tokens.add(new One("", true));
            } else if (close > 0) {
                tokens.add(oneOf(pattern.substring(i + 1, close)));
                i = close;
            } else {
                tokens.add(new One("" + c + c, false));
            }
        }
        return tokens;
    }

    private static One oneOf(String inside) {
        boolean except = inside.startsWith("!") || inside.startsWith("^");
        StringBuilder ranges = new StringBuilder();
        for (int i = except ? 1 : 0; i < inside.length(); i++) {
            boolean range = i + 2 < inside.length() && inside.charAt(i + 1) == '-';
            ranges.append(inside.charAt(i)).append(inside.charAt(range ? i + 2 : i));
            i += range ? 2 : 0;
        }
        return new One(ranges.toString(), except);
    }

    /** All places of the pattern at which the text so far can stand, at once. */
    private static boolean matches(List<Token> tokens, String text) {
        BitSet at = new BitSet(tokens.size() + 1);
        at.set(0);
        skip(tokens, at);
        for (int i = 0; i < text.length() && !at.isEmpty(); i++) {
            BitSet next = new BitSet(tokens.size() + 1);
            for (int state = at.nextSetBit(0); state >= 0 && state < tokens.size(); state = at.nextSetBit(state + 1)) {
                switch (tokens.get(state)) {
                    case Many many -> next.set(state, next.get(state) || many.slashes() || text.charAt(i) != '/');
                    case One one -> next.set(state + 1, next.get(state + 1) || one.takes(text.charAt(i)));
                }
            }
            skip(tokens, next);
            at = next;
        }
        return at.get(tokens.size());
    }

    private static void skip(List<Token> tokens, BitSet at) {
        for (int state = at.nextSetBit(0); state >= 0 && state < tokens.size(); state = at.nextSetBit(state + 1)) {
            if (tokens.get(state) instanceof Many) {
                at.set(state + 1);
            }
        }
    }
}
