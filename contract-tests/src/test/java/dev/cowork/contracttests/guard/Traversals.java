package dev.cowork.contracttests.guard;

import dev.cowork.contracttests.hostile.RightRequests;
import dev.cowork.contracttests.server.Http;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Texts that want to leave the home, and the requests that carry them. */
final class Traversals {

    private Traversals() {}

    /** All of them. */
    static List<String> all() {
        return DataFile.lines("/traversals.txt");
    }

    /**
     * The requests that carry texts, one unless the input takes many, to an input: escaped and, where an address can hold it, as it is; in a body as it is
     * and with its escapes resolved.
     */
    static Stream<Http.Request> requests(Input input, List<String> texts, RightRequests right) {
        if (input.in().equals("body")) {
            return Stream.of(texts, texts.stream().map(Traversals::resolved).toList())
                    .distinct()
                    .map(values ->
                            right.of(input.operation()).json(input.body(values).toString()));
        }
        String text = texts.getFirst();
        return Stream.of(RightRequests.encode(text), text)
                .filter(value -> value.chars().noneMatch(c -> c <= ' ' || c == 0x7f))
                .distinct()
                .map(value -> address(input, value, right));
    }

    private static Http.Request address(Input input, String value, RightRequests right) {
        Map<String, String> parameter = Map.of(input.steps().getFirst(), value);
        return input.in().equals("path")
                ? right.of(input.operation(), parameter, Map.of())
                : right.of(input.operation(), Map.of(), parameter);
    }

    private static String resolved(String text) {
        try {
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return text;
        }
    }
}
