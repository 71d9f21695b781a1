package dev.cowork.server.agents.builtin;

import dev.cowork.server.agent.CallContent;
import dev.cowork.server.agent.Item;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.StringJoiner;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a record of a conversation keeps word for word, whatever a model makes of the rest: names ({@link Names}), and sentences that bind
 * somebody ({@link Promises}). It stands behind the prose of the record and is read from there again when the next record is made.
 */
final class KeptWords {

    private static final String HEADING = "## Kept word for word";
    private static final String NAMES = "Names: ";
    private static final String SAID = "- ";
    private static final String BETWEEN = " | ";
    private static final Pattern LEFT_OUT = Pattern.compile("\\((\\d{1,9}) older ones are not shown\\.\\)");
    private static final int OF_A_MESSAGE = 500;
    private static final int OF_A_CALL = 20;
    private static final int OF_AN_OUTPUT = 20;

    private final Set<String> names = new LinkedHashSet<>();
    private final Set<String> said = new LinkedHashSet<>();
    private int leftOut;

    /** @param record an earlier record, or empty text */
    KeptWords(String record) {
        int block = record.lastIndexOf(HEADING);
        if (block >= 0) {
            record.substring(block).lines().skip(1).forEach(this::readAgain);
        }
    }

    private void readAgain(String line) {
        Matcher missing = LEFT_OUT.matcher(line);
        if (line.startsWith(NAMES)) {
            names.addAll(List.of(line.substring(NAMES.length()).split(Pattern.quote(BETWEEN))));
        } else if (line.startsWith(SAID)) {
            said.add(line.substring(SAID.length()));
        } else if (missing.matches()) {
            leftOut += Integer.parseInt(missing.group(1));
        }
    }

    /** The prose of a record, without what was kept word for word. */
    static String prose(String record) {
        int block = record.lastIndexOf(HEADING);
        return (block < 0 ? record : record.substring(0, block)).strip();
    }

    void add(List<Item> items) {
        for (int i = 0; i < items.size(); i++) {
            Item item = items.get(i);
            switch (item.type()) {
                case MESSAGE -> {
                    addNames(Names.in(item.text(), OF_A_MESSAGE));
                    if (!isRemark(items, i)) {
                        Promises.in(item.text()).forEach(sentence -> addLast(said, item.role() + ": " + sentence));
                    }
                }
                case FUNCTION_CALL -> addNames(Names.in(CallContent.read(item).arguments(), OF_A_CALL));
                case FUNCTION_CALL_OUTPUT -> addNames(Names.in(item.text(), OF_AN_OUTPUT));
                case IMAGE, FILE -> addNames(Names.in(item.text(), OF_AN_OUTPUT));
                case REASONING, COMPACTION, NOTICE -> {}
            }
        }
    }

    /** What an agent says before it calls a tool is done with the call. */
    private static boolean isRemark(List<Item> items, int i) {
        return items.get(i).role().equals("assistant")
                && i + 1 < items.size()
                && items.get(i + 1).type() == Item.Type.FUNCTION_CALL;
    }

    private void addNames(List<String> found) {
        found.forEach(name -> addLast(names, name));
    }

    /** What comes again is as good as new. */
    private static void addLast(Set<String> set, String word) {
        set.remove(word);
        set.add(word);
    }

    /**
     * @param prose the prose of the new record
     * @param tokens how much may be kept word for word: the newest names and sentences
     * @return the record
     */
    String behind(String prose, long tokens) {
        long forNames = weight(names);
        Deque<String> sentences = newest(said, Math.max(tokens * 6 / 10, tokens - forNames));
        Deque<String> rest = newest(names, tokens - weight(sentences));
        int missing = leftOut + said.size() - sentences.size() + names.size() - rest.size();
        StringJoiner record = new StringJoiner("\n");
        record.add(prose).add("").add(HEADING);
        if (!rest.isEmpty()) {
            record.add(NAMES + String.join(BETWEEN, rest));
        }
        sentences.forEach(sentence -> record.add(SAID + sentence));
        if (missing > 0) {
            record.add("(" + missing + " older ones are not shown.)");
        }
        return record.toString();
    }

    private static Deque<String> newest(Set<String> all, long tokens) {
        Deque<String> kept = new ArrayDeque<>();
        long left = tokens;
        for (String word : List.copyOf(all).reversed()) {
            left -= weight(word);
            if (left < 0) {
                break;
            }
            kept.addFirst(word);
        }
        return kept;
    }

    private static long weight(Collection<String> words) {
        return words.stream().mapToLong(KeptWords::weight).sum();
    }

    private static long weight(String word) {
        return Weight.of(word) + 1;
    }
}
