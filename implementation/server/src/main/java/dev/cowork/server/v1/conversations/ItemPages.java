package dev.cowork.server.v1.conversations;

import dev.cowork.server.turns.HistoryPage;
import dev.cowork.server.v1.Pages;
import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.util.UriComponentsBuilder;

/** How a page of items tells where the next older one is. */
final class ItemPages {

    /** The size of a page when only {@code before} is given. */
    static final int USUAL = 50;

    private ItemPages() {}

    /** The desktop app can load earlier items only from an envelope; everybody else reads an array. */
    static boolean asksForEnvelope(ServerWebExchange exchange) {
        String agent = exchange.getRequest().getHeaders().getFirst(HttpHeaders.USER_AGENT);
        return agent != null && agent.contains("Electron/");
    }

    static HttpHeaders headers(HistoryPage page, @Nullable Integer limit, ServerWebExchange exchange) {
        HttpHeaders headers = new HttpHeaders();
        headers.set(Pages.TOTAL, Integer.toString(page.total()));
        if (page.hasMore() && !page.rows().isEmpty()) {
            URI here = exchange.getRequest().getURI();
            URI older = UriComponentsBuilder.newInstance()
                    .path(here.getRawPath())
                    .queryParam("limit", limit == null ? USUAL : limit)
                    .queryParam("before", page.rows().getFirst().id())
                    .build(true)
                    .toUri();
            headers.set(HttpHeaders.LINK, "<" + older + ">; rel=\"next\"");
        }
        return headers;
    }
}
