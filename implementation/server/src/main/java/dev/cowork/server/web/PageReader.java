package dev.cowork.server.web;

import dev.cowork.server.platform.web.WebAnswer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;

/** Makes text of an answer, without any character that a person would not see. */
final class PageReader {

    private static final Set<String> TEXTS = Set.of(
            "json",
            "xml",
            "xhtml+xml",
            "javascript",
            "ecmascript",
            "x-javascript",
            "yaml",
            "x-yaml",
            "toml",
            "csv",
            "x-ndjson",
            "ndjson",
            "jsonl",
            "sql",
            "graphql",
            "x-sh",
            "rtf");
    private static final Pattern UNSEEN =
            Pattern.compile("[\\p{Cntrl}&&[^\\n\\t]]|[\\p{Cf}&&[^\\u200c\\u200d]]|[\\x{e0100}-\\x{e01ef}]");

    private PageReader() {}

    /** Whether a body of the type is worth reading; one of no type is looked at. */
    static boolean reads(@Nullable MediaType type) {
        if (type == null || type.getType().equals("text")) {
            return true;
        }
        String subtype = type.getSubtype();
        return type.getType().equals("application") && TEXTS.contains(subtype)
                || subtype.endsWith("+json")
                || subtype.endsWith("+xml");
    }

    /**
     * @param answer an answer of a type that {@link #reads}
     * @return its text, or null when it is none
     */
    static @Nullable String text(WebAnswer answer) {
        byte[] body = answer.body();
        Charset charset = charset(answer.type());
        boolean html = isHtml(answer.type());
        String text = html ? HtmlText.of(body, charset, answer.address().toString()) : decode(body, charset);
        return !html && text.indexOf('\0') >= 0
                ? null
                : UNSEEN.matcher(text.replace("\r\n", "\n")).replaceAll("").strip();
    }

    private static boolean isHtml(@Nullable MediaType type) {
        return type != null
                && (type.getSubtype().equals("html") || type.getSubtype().equals("xhtml+xml"));
    }

    private static String decode(byte[] body, @Nullable Charset charset) {
        return new String(body, charset == null ? StandardCharsets.UTF_8 : charset);
    }

    private static @Nullable Charset charset(@Nullable MediaType type) {
        try {
            return type == null ? null : type.getCharset();
        } catch (IllegalArgumentException unknown) {
            return null;
        }
    }
}
