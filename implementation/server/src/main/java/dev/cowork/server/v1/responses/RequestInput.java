package dev.cowork.server.v1.responses;

import dev.cowork.server.agent.Attachment;
import dev.cowork.server.platform.json.ContentSize;
import dev.cowork.server.platform.problems.Problem;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** The one reader of a request's {@code input}: text, or messages of which the last one of a user counts. */
final class RequestInput {

    /** Bytes of readable text. It is repeated in the frames of its turn and in every reading of the history. */
    static final int MAX_TEXT = 1 << 20;

    /** Bytes of everything in a message, whatever its blocks hold beside their text. */
    static final int MAX_CONTENT = 2 << 20;

    private RequestInput() {}

    /**
     * What the client said.
     *
     * @param content kept and given back as it is: text, or blocks
     * @param text the readable text of it
     */
    record Message(JsonNode content, String text) {}

    static Message read(JsonNode input) {
        if (input.isString()) {
            return new Message(input, fitting(input.stringValue(), "/input"));
        }
        if (!input.isArray()) {
            throw Problem.invalid("/input", "input must be text or a list of messages");
        }
        for (int i = input.size() - 1; i >= 0; i--) {
            JsonNode message = input.get(i);
            if (!message.isObject() || !message.path("role").isString()) {
                throw Problem.invalid("/input/" + i, "A message needs a role and a content");
            }
            if (message.path("role").stringValue().equals("user")) {
                JsonNode content = message.path("content");
                String pointer = "/input/" + i + "/content";
                if (content.isArray() && ContentSize.isOver(content, MAX_CONTENT)) {
                    throw Problem.invalid(pointer, "The content of a message must not be larger than 2 MB");
                }
                return new Message(content, fitting(text(content, pointer), pointer));
            }
        }
        throw Problem.invalid("/input", "No user message in input");
    }

    private static String fitting(String text, String pointer) {
        if (ContentSize.of(text) > MAX_TEXT) {
            throw Problem.invalid(pointer, "The text of a message must not be longer than 1 MB");
        }
        return text;
    }

    private static String text(JsonNode content, String pointer) {
        if (content.isString()) {
            return content.stringValue();
        }
        if (!content.isArray()) {
            throw Problem.invalid(pointer, "The content of a message must be text or a list of blocks");
        }
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < content.size(); i++) {
            JsonNode block = content.get(i);
            if (!block.path("type").isString()) {
                throw Problem.invalid(pointer + "/" + i, "A content block needs a type");
            }
            switch (block.path("type").stringValue()) {
                case "input_text", "text", "output_text" ->
                    texts.add(block.path("text").asString(""));
                case "input_file", "input_image" -> {
                    if (Attachment.read(block) == null) {
                        throw Problem.invalid(
                                pointer + "/" + i,
                                "There is no such file here. A picture or a PDF can be sent inside, as a data URI");
                    }
                }
                default ->
                    throw Problem.invalid(pointer + "/" + i + "/type", "This kind of content block is not known");
            }
        }
        return String.join("\n", texts);
    }
}
