package dev.cowork.server.v1;

import dev.cowork.server.platform.resources.Page;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.springframework.http.HttpHeaders;
import org.springframework.web.server.ServerWebExchange;

/** The state of a page in headers, so that the body can be what each client reads: {@code X-Total-Count} and {@code Link} (RFC 8288). */
public final class Pages {

    /** How many rows the whole list has. */
    public static final String TOTAL = "X-Total-Count";

    private static final Set<String> OWN = Set.of("limit", "offset");
    private static final String[] NONE = {};

    private Pages() {}

    /**
     * @param page the page
     * @param limit its limit
     * @param offset its offset
     * @param exchange the request, for the address of the other pages
     * @return the headers; links lead from the server's root and keep the other query parameters
     */
    public static HttpHeaders headers(Page<?> page, int limit, long offset, ServerWebExchange exchange) {
        HttpHeaders headers = new HttpHeaders();
        headers.set(TOTAL, Long.toString(page.total()));
        URI here = exchange.getRequest().getURI();
        List<String> links = new ArrayList<>();
        if (offset > 0) {
            links.add(link(here, limit, Math.max(0, offset - limit), "prev"));
        }
        if (offset + limit < page.total()) {
            links.add(link(here, limit, offset + limit, "next"));
        }
        if (!links.isEmpty()) {
            headers.set(HttpHeaders.LINK, String.join(", ", links));
        }
        return headers;
    }

    private static String link(URI here, int limit, long offset, String relation) {
        StringBuilder there = new StringBuilder(here.getRawPath()).append('?');
        String query = here.getRawQuery();
        for (String parameter : query == null ? NONE : query.split("&")) {
            if (!parameter.isEmpty() && !OWN.contains(parameter.split("=", 2)[0])) {
                there.append(parameter).append('&');
            }
        }
        there.append("limit=").append(limit).append("&offset=").append(offset);
        return "<" + there + ">; rel=\"" + relation + "\"";
    }
}
