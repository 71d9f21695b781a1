package dev.cowork.server.web;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.util.Locale;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jspecify.annotations.Nullable;

/** The text of an HTML page: what a person sees of its content, in the order in which it stands there. */
final class HtmlText {

    private static final String NOT_READ =
            "script, style, noscript, template, svg, math, iframe, object, embed, canvas, audio, video, nav, input, select, textarea,"
                    + " button, dialog:not([open]), [hidden], [aria-hidden=true]";
    private static final int LONGEST_TITLE = 300;

    private HtmlText() {}

    /**
     * @param body a page
     * @param charset what its server says its letters are, or null when the page itself is to say it
     * @param address where it comes from, for links
     */
    static String of(byte[] body, @Nullable Charset charset, String address) {
        Document page = parse(body, charset, address);
        String title = page.title();
        page.select(NOT_READ).remove();
        page.select("[style]").stream().filter(HtmlText::hides).toList().forEach(Element::remove);
        String text = MarkdownWriter.write(content(page));
        return title.isBlank()
                ? text
                : "Title: " + title.substring(0, Math.min(title.length(), LONGEST_TITLE)) + "\n\n" + text;
    }

    private static Document parse(byte[] body, @Nullable Charset charset, String address) {
        try {
            return Jsoup.parse(new ByteArrayInputStream(body), charset == null ? null : charset.name(), address);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    private static boolean hides(Element element) {
        String style = element.attr("style").toLowerCase(Locale.ROOT).replaceAll("\\s", "");
        return style.contains("display:none") || style.contains("visibility:hidden");
    }

    /** The part that the page calls its content, if it has exactly one with anything in it. */
    private static Element content(Document page) {
        for (String called : new String[] {"main, [role=main]", "article"}) {
            var found = page.select(called);
            if (found.size() == 1 && found.getFirst().hasText()) {
                return found.getFirst();
            }
        }
        return page.body();
    }
}
