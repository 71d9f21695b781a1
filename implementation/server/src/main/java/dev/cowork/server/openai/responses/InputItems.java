package dev.cowork.server.openai.responses;

import dev.cowork.api.openai.model.InputItemList;
import dev.cowork.api.openai.model.InputPart;
import dev.cowork.api.openai.model.StoredInputItem;
import dev.cowork.api.openai.model.StoredMessage;
import dev.cowork.api.openai.model.StoredOutput;
import dev.cowork.server.agent.Item;
import dev.cowork.server.platform.problems.Problem;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What a response was asked, page by page. */
final class InputItems {

    static final int USUAL_LIMIT = 20;

    private static final String OUTPUT = "output_text";
    private static final String PICTURE = "input_image";

    private InputItems() {}

    /**
     * @param input the items in their order
     * @param limit the most of a page
     * @param oldestFirst the order
     * @param after the last item of the page before, or null
     * @return the page; 422 when there is no such item
     */
    static InputItemList page(List<Item> input, int limit, boolean oldestFirst, @Nullable String after) {
        List<Item> ordered = oldestFirst ? input : input.reversed();
        int from = after == null ? 0 : place(ordered, after) + 1;
        List<Item> page = ordered.stream().skip(from).limit(limit).toList();
        return InputItemList.builder()
                .data(page.stream().map(InputItems::item).toList())
                .firstId(page.isEmpty() ? null : page.getFirst().id())
                .lastId(page.isEmpty() ? null : page.getLast().id())
                .hasMore(from + page.size() < ordered.size())
                .build();
    }

    private static int place(List<Item> ordered, String id) {
        return IntStream.range(0, ordered.size())
                .filter(i -> ordered.get(i).id().equals(id))
                .findFirst()
                .orElseThrow(() -> Problem.invalid("after", "There is no such item in this response"));
    }

    private static StoredInputItem item(Item item) {
        return switch (item.type()) {
            case FUNCTION_CALL ->
                OutputItems.function(
                        item.id(), item.status(), field(item, "call_id"), field(item, "name"), item.text());
            case FUNCTION_CALL_OUTPUT ->
                StoredOutput.builder()
                        .id(item.id())
                        .callId(field(item, "call_id"))
                        .output(item.text())
                        .build();
            default ->
                StoredMessage.builder()
                        .id(item.id())
                        .role(item.role())
                        .content(parts(item))
                        .build();
        };
    }

    private static List<InputPart> parts(Item item) {
        String usual = item.role().equals("assistant") ? OUTPUT : "input_text";
        JsonNode content = item.content();
        return content == null || !content.isArray()
                ? List.of(text(usual, item.text()))
                : content.valueStream().map(part -> part(part, usual)).toList();
    }

    /** Parts of the other contract may be called plainly {@code text}. */
    private static InputPart part(JsonNode part, String usual) {
        String named = part.path("type").asString(usual);
        String type = named.equals("text") ? usual : named;
        return switch (type) {
            case PICTURE ->
                InputPart.builder()
                        .type(type)
                        .imageUrl(part.path("image_url").asString(null))
                        .detail(part.path("detail").asString("auto"))
                        .build();
            default -> text(type, part.path("text").asString(""));
        };
    }

    /** SDKs want the list of annotations with every text that was an output. */
    private static InputPart text(String type, String text) {
        return InputPart.builder()
                .type(type)
                .text(text)
                .annotations(type.equals(OUTPUT) ? List.of() : null)
                .build();
    }

    private static String field(Item item, String name) {
        JsonNode content = item.content();
        return content == null ? "" : content.path(name).asString("");
    }
}
