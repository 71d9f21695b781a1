package dev.cowork.server.v1.conversations;

import dev.cowork.api.v1.model.Item;
import dev.cowork.api.v1.model.ItemPage;
import dev.cowork.api.v1.model.ResponseEvent;
import dev.cowork.server.conversations.FormContext;
import dev.cowork.server.platform.time.Times;
import dev.cowork.server.turns.HistoryPage;
import dev.cowork.server.turns.HistoryRow;
import dev.cowork.server.v1.responses.QuestionFrames;
import dev.cowork.server.v1.responses.ResponseRenderer;
import java.util.List;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** Rows of history as items; the events are rendered by the same renderer as the live stream. */
@Component
class ItemMapper {

    private final ResponseRenderer renderer;

    ItemMapper(ResponseRenderer renderer) {
        this.renderer = renderer;
    }

    ItemPage toPage(HistoryPage page) {
        return ItemPage.builder()
                .items(toApi(page.rows()))
                .hasMore(page.hasMore())
                .nextBefore(
                        page.hasMore() && !page.rows().isEmpty()
                                ? page.rows().getFirst().id()
                                : null)
                .build();
    }

    List<Item> toApi(List<HistoryRow> rows) {
        return rows.stream().map(this::toApi).toList();
    }

    private Item toApi(HistoryRow row) {
        return Item.builder()
                .id(row.id())
                .role(row.role())
                .type("message")
                .content(content(row))
                .createdAt(Times.utc(row.createdAt()))
                .startedAt(Times.millis(row.turn().createdAt()))
                .events(events(row))
                .harness(row.role().equals("assistant") ? row.turn().harness() : null)
                .turn(row.index())
                .responseId(row.turn().id())
                .questions(
                        row.waitsFor().isEmpty()
                                ? null
                                : row.waitsFor().stream()
                                        .map(QuestionFrames::open)
                                        .toList())
                .build();
    }

    private List<ResponseEvent> events(HistoryRow row) {
        return row.log().stream()
                .flatMap(entry -> renderer.frames(row.turn(), entry).stream())
                .map(ResponseRenderer.Frame::data)
                .toList();
    }

    /** What the desktop client appends for the agent alone is not shown again. */
    private static JsonNode content(HistoryRow row) {
        JsonNode content = row.content();
        return FormContext.without(content == null ? JsonNodeFactory.instance.stringNode(row.text()) : content);
    }
}
