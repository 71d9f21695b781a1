package dev.cowork.server.web;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;
import org.jsoup.select.NodeVisitor;

/** Writes elements as the little Markdown that models read well: headings, lists, links, tables, code. */
final class MarkdownWriter implements NodeVisitor {

    /** A few bytes of a page can stand for long addresses of links. */
    private static final int MOST_CHARACTERS = 2 << 20;

    private static final int LONGEST_LINK = 500;
    private static final int DEEPEST_INDENT = 8;
    private static final Set<String> PARAGRAPHS = Set.of(
            "p",
            "h1",
            "h2",
            "h3",
            "h4",
            "h5",
            "h6",
            "ul",
            "ol",
            "dl",
            "pre",
            "table",
            "blockquote",
            "section",
            "article",
            "header",
            "footer",
            "aside",
            "figure",
            "form",
            "fieldset",
            "details",
            "address");

    private final StringBuilder out = new StringBuilder();
    private final Deque<Integer> lists = new ArrayDeque<>();
    private int preformatted;

    /** Where the text ended when a mark was written that its content follows on the same line. */
    private int marked = -1;

    private boolean full;

    private MarkdownWriter() {}

    static String write(Element element) {
        MarkdownWriter writer = new MarkdownWriter();
        element.traverse(writer);
        return writer.out.toString().strip();
    }

    @Override
    public void head(Node node, int depth) {
        if (!full && out.length() > MOST_CHARACTERS) {
            full = true;
            out.append("\n[The page goes on; no more than that is read]");
        }
        if (full) {
            return;
        }
        if (node instanceof TextNode text) {
            text(text.getWholeText());
        } else if (node instanceof Element element) {
            open(element);
        }
    }

    @Override
    public void tail(Node node, int depth) {
        if (!full && node instanceof Element element) {
            close(element);
        }
    }

    private void open(Element element) {
        String name = element.normalName();
        breakAround(element, name);
        switch (name) {
            case "h1", "h2", "h3", "h4", "h5", "h6" -> mark("#".repeat(name.charAt(1) - '0') + " ");
            case "ul" -> lists.push(0);
            case "ol" -> lists.push(1);
            case "li" -> item();
            case "br" -> out.append('\n');
            case "hr" -> out.append("---\n");
            case "td", "th" -> mark("| ");
            case "pre" -> {
                preformatted++;
                out.append("```\n");
            }
            case "img" -> {
                if (!element.attr("alt").isBlank()) {
                    text("[image: " + element.attr("alt").strip() + "]");
                }
            }
            case "a" -> {
                if (!target(element).isEmpty()) {
                    out.append('[');
                }
            }
            default -> {}
        }
    }

    private void close(Element element) {
        String name = element.normalName();
        switch (name) {
            case "ul", "ol" -> lists.pop();
            case "td", "th" -> space();
            case "pre" -> {
                preformatted--;
                lines(1);
                out.append("```");
            }
            case "a" -> link(target(element));
            default -> {}
        }
        breakAround(element, name);
    }

    private void breakAround(Element element, String name) {
        boolean innerList = isList(name) && !lists.isEmpty();
        if (PARAGRAPHS.contains(name) && !innerList) {
            lines(2);
        } else if (element.isBlock() && !isCell(name)) {
            lines(1);
        }
    }

    private static boolean isCell(String name) {
        return name.equals("td") || name.equals("th");
    }

    private static boolean isList(String name) {
        return name.equals("ul") || name.equals("ol");
    }

    private void item() {
        out.repeat(' ', 2 * Math.clamp(lists.size() - 1, 0, DEEPEST_INDENT));
        int number = lists.isEmpty() ? 0 : lists.peek();
        if (number > 0) {
            lists.pop();
            lists.push(number + 1);
        }
        mark(number > 0 ? number + ". " : "- ");
    }

    private void mark(String mark) {
        out.append(mark);
        marked = out.length();
    }

    /** Where a link leads, if that is a page; an anchor in this one is none. */
    private static String target(Element element) {
        String href = element.attr("href").strip();
        if (href.isEmpty() || href.startsWith("#")) {
            return "";
        }
        String target = element.absUrl("href");
        return target.startsWith("http") && target.length() <= LONGEST_LINK ? target : "";
    }

    private void link(String target) {
        if (target.isEmpty()) {
            return;
        }
        if (out.charAt(out.length() - 1) == '[') {
            out.setLength(out.length() - 1);
        } else {
            out.append("](").append(target).append(')');
        }
    }

    private void text(String text) {
        if (preformatted > 0) {
            out.append(text);
            return;
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isWhitespace(c) || c == '\u00a0') {
                space();
            } else {
                out.append(c);
            }
        }
    }

    private void space() {
        if (!out.isEmpty() && !Character.isWhitespace(out.charAt(out.length() - 1))) {
            out.append(' ');
        }
    }

    /** Ends the line, and leaves {@code count - 1} empty ones, however often it is asked. */
    private void lines(int count) {
        if (out.length() == marked) {
            return;
        }
        int end = out.length();
        while (end > 0 && out.charAt(end - 1) == ' ') {
            end--;
        }
        out.setLength(end);
        int present = 0;
        while (present < end && out.charAt(end - 1 - present) == '\n') {
            present++;
        }
        if (end > 0 && present < count) {
            out.repeat('\n', count - present);
        }
    }
}
