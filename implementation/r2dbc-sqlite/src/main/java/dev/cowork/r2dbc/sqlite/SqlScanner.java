package dev.cowork.r2dbc.sqlite;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Splits text at the semicolons SQLite would split it at and finds the parameters. A lexer, not a parser: it knows
 * quotes, comments, parentheses and the body of a trigger, and leaves all judgement to SQLite.
 */
final class SqlScanner {

    private static final int MAX_PLACE = 32766;

    private final String text;
    private final List<Sql> statements = new ArrayList<>();
    private int at;
    private int start = -1;
    private Map<String, Integer> names = new LinkedHashMap<>();
    private int places;
    private int words;
    private int parentheses;
    private int blocks;
    private boolean create;
    private boolean trigger;
    private boolean with;
    private @Nullable SqlKind kind;

    private SqlScanner(String text) {
        this.text = text;
    }

    /**
     * Splits a text.
     *
     * @param text any number of statements
     * @return the statements; empty if there are only spaces, comments and semicolons
     */
    static List<Sql> scan(String text) {
        return new SqlScanner(text).run();
    }

    private List<Sql> run() {
        while (at < text.length()) {
            char c = text.charAt(at);
            if (Character.isWhitespace(c)) {
                at++;
            } else if (text.startsWith("--", at)) {
                skipPast("\n", 2);
            } else if (text.startsWith("/*", at)) {
                skipPast("*/", 2);
            } else if (c == ';' && blocks == 0) {
                finish(at++);
            } else {
                if (start < 0) {
                    start = at;
                }
                token(c);
            }
        }
        finish(text.length());
        return List.copyOf(statements);
    }

    private void token(char c) {
        switch (c) {
            case '\'', '"', '`' -> skipQuoted(c);
            case '[' -> skipPast("]", 1);
            case '?' -> numbered();
            case ':', '@', '$' -> named();
            case '(' -> {
                parentheses++;
                at++;
            }
            case ')' -> {
                parentheses--;
                at++;
            }
            default -> {
                if (isIdentifierPart(c)) {
                    word();
                } else {
                    at++;
                }
            }
        }
    }

    private void skipPast(String end, int from) {
        int found = text.indexOf(end, at + from);
        at = found < 0 ? text.length() : found + end.length();
    }

    private void skipQuoted(char quote) {
        at++;
        while (at < text.length()) {
            if (text.charAt(at++) == quote) {
                if (at < text.length() && text.charAt(at) == quote) {
                    at++;
                } else {
                    return;
                }
            }
        }
    }

    private void numbered() {
        int from = at++;
        while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
            at++;
        }
        String digits = text.substring(from + 1, at);
        int place = digits.isEmpty() ? places + 1 : digits.length() > 5 ? MAX_PLACE + 1 : Integer.parseInt(digits);
        if (place < 1 || place > MAX_PLACE) {
            throw SqliteExceptionFactory.badGrammar("Parameters are numbered from 1 to " + MAX_PLACE, text);
        }
        places = Math.max(places, place);
        names.put("?" + place, place - 1);
    }

    private void named() {
        int from = at++;
        while (at < text.length() && isIdentifierPart(text.charAt(at))) {
            at++;
        }
        String name = text.substring(from, at);
        if (name.length() > 1 && !names.containsKey(name)) {
            names.put(name, places++);
        }
    }

    private void word() {
        int from = at;
        while (at < text.length() && isIdentifierPart(text.charAt(at))) {
            at++;
        }
        keyword(text.substring(from, at).toUpperCase(Locale.ROOT));
    }

    private void keyword(String word) {
        words++;
        if (words == 1) {
            with = word.equals("WITH");
            create = word.equals("CREATE");
            kind = SqlKind.of(word);
        } else if (with && parentheses == 0) {
            // WITH … INSERT writes, WITH … SELECT reads: the first verb outside parentheses tells
            SqlKind verb = SqlKind.of(word);
            if (verb == SqlKind.READ || verb == SqlKind.WRITE) {
                kind = verb;
                with = false;
            }
        } else if (create && !trigger && words <= 3) {
            trigger = word.equals("TRIGGER");
        } else if (trigger) {
            switch (word) {
                case "BEGIN", "CASE" -> blocks++;
                case "END" -> blocks = Math.max(0, blocks - 1);
                default -> {
                    // part of the trigger's text
                }
            }
        }
    }

    private void finish(int end) {
        if (start >= 0) {
            SqlKind found = kind == null ? SqlKind.OTHER : kind;
            // comments at the end belong to nobody but do no harm
            statements.add(new Sql(text.substring(start, end).stripTrailing(), found, Map.copyOf(names), places));
        }
        start = -1;
        names = new LinkedHashMap<>();
        places = 0;
        words = 0;
        parentheses = 0;
        blocks = 0;
        create = false;
        trigger = false;
        with = false;
        kind = null;
    }

    private static boolean isIdentifierPart(char c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || c == '_'
                || c == '$'
                || c >= 0x80;
    }
}
