package dev.cowork.server.agents.builtin;

import dev.cowork.server.agent.CallContent;
import dev.cowork.server.agent.Item;
import dev.cowork.server.models.HeadAndTail;
import dev.cowork.server.platform.json.ContentSize;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** A conversation as material for a record: lines that say who said or did what. */
final class Digest {

    /** No line begins with anything that could be a command to whoever reads it. */
    private static final String MARK = "| ";

    private static final int ARGUMENTS_BYTES = 1_024;
    private static final int OUTPUT_BYTES = 2_048;
    private static final int EXTRACT_CHARS = 240;

    private Digest() {}

    /** The items, each in one or more lines. */
    static List<String> lines(List<Item> items) {
        return items.stream()
                .flatMap(item -> text(item).lines())
                .map(MARK::concat)
                .toList();
    }

    private static String text(Item item) {
        return switch (item.type()) {
            case MESSAGE -> (item.role().equals("user") ? "Person: " : "Coworker: ") + item.text();
            case IMAGE, FILE -> "Person attached: " + HeadAndTail.cut(item.text(), OUTPUT_BYTES);
            case FUNCTION_CALL -> {
                CallContent.Call call = CallContent.read(item);
                yield "Coworker calls " + call.name() + ": " + HeadAndTail.cut(call.arguments(), ARGUMENTS_BYTES);
            }
            case FUNCTION_CALL_OUTPUT -> "Result: " + HeadAndTail.cut(item.text(), OUTPUT_BYTES);
            case REASONING, COMPACTION, NOTICE -> "";
        };
    }

    /**
     * @param lines any lines
     * @param bytes the most bytes of a piece, about
     * @return all of them, joined to pieces
     */
    static List<String> pieces(List<String> lines, long bytes) {
        List<String> pieces = new ArrayList<>();
        StringBuilder piece = new StringBuilder();
        long size = 0;
        for (String line : lines) {
            for (int from = 0; from < line.length(); from += (int) bytes) {
                String part =
                        (from == 0 ? "" : MARK) + line.substring(from, (int) Math.min(line.length(), from + bytes));
                long length = ContentSize.of(part);
                if (size > 0 && size + length > bytes) {
                    pieces.add(piece.toString());
                    piece.setLength(0);
                    size = 0;
                }
                piece.append(part).append('\n');
                size += length + 1;
            }
        }
        if (size > 0) {
            pieces.add(piece.toString());
        }
        return pieces;
    }

    /**
     * A record without a model's help.
     *
     * @param before the record so far
     * @param lines what happened next
     * @param tokens how long it may be, about
     * @return both, shortened: the beginnings of what was said and called
     */
    static String extracts(String before, List<String> lines, long tokens) {
        String next = lines.stream()
                .map(line -> line.length() <= EXTRACT_CHARS ? line : line.substring(0, EXTRACT_CHARS) + "...")
                .collect(Collectors.joining("\n"));
        int bytes = (int) Math.min(tokens * Weight.BYTES_PER_TOKEN, Integer.MAX_VALUE / 4);
        return HeadAndTail.cut(
                (HeadAndTail.cut(before, bytes) + "\n\nExtracts of what happened next:\n"
                                + HeadAndTail.cut(next, bytes))
                        .strip(),
                2 * bytes);
    }
}
