package dev.cowork.server.agent;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A picture or a PDF that stands inside a message, as its bytes in base64. The one reader of such blocks: {@code input_image} with an
 * {@code image_url} and {@code input_file} with {@code file_data}, both data URIs.
 *
 * @param mediaType {@code image/png}, {@code image/jpeg}, {@code image/gif}, {@code image/webp} or {@code application/pdf}
 * @param data base64
 * @param name the file's name as its sender gave it, at most 200 characters; null for a picture
 */
public record Attachment(
        String mediaType, String data, @Nullable String name) {

    private static final Pattern PICTURE =
            Pattern.compile("data:(image/(?:png|jpeg|gif|webp));base64,([A-Za-z0-9+/]++={0,2})");
    private static final Pattern PDF = Pattern.compile("data:(application/pdf);base64,([A-Za-z0-9+/]++={0,2})");
    private static final int LONGEST_NAME = 200;

    /** The whole as a data URI. */
    public String uri() {
        return "data:" + mediaType + ";base64," + data;
    }

    /** Whether it is a picture; else it is a PDF. */
    public boolean isPicture() {
        return mediaType.startsWith("image/");
    }

    /**
     * @param content the content of a message, or null
     * @return what is attached in it, in its order; what cannot be read is left out
     */
    public static List<Attachment> of(@Nullable JsonNode content) {
        List<Attachment> attached = new ArrayList<>();
        if (content != null && content.isArray()) {
            for (JsonNode block : content) {
                Attachment one = read(block);
                if (one != null) {
                    attached.add(one);
                }
            }
        }
        return attached;
    }

    /**
     * @param block a block of a message's content
     * @return what is attached in it, or null when nothing is that models can be shown
     */
    public static @Nullable Attachment read(JsonNode block) {
        return switch (block.path("type").asString("")) {
            case "input_image" -> {
                JsonNode url = block.path("image_url");
                yield of(PICTURE, url.isObject() ? url.path("url") : url, null);
            }
            case "input_file" -> {
                String name = block.path("filename").asString("document.pdf");
                yield of(PDF, block.path("file_data"), name.substring(0, Math.min(LONGEST_NAME, name.length())));
            }
            default -> null;
        };
    }

    private static @Nullable Attachment of(Pattern pattern, JsonNode uri, @Nullable String name) {
        Matcher matcher = pattern.matcher(uri.isString() ? uri.stringValue() : "");
        return matcher.matches() ? new Attachment(matcher.group(1), matcher.group(2), name) : null;
    }

    /** Never the bytes. */
    @Override
    public String toString() {
        return mediaType + " of " + data.length() + " characters";
    }
}
