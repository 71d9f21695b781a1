package dev.cowork.server.platform.web;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import tools.jackson.databind.json.JsonMapper;

/**
 * A line of the list of addresses that may not be fetched.
 *
 * @param url the address
 * @param numbers what the name in it means; empty where none is needed
 */
public record RefusedAddress(String url, List<String> numbers) {

    /** @param canaryPort the port of a server of this machine */
    public static List<RefusedAddress> all(int canaryPort) throws IOException {
        try (var in = Objects.requireNonNull(RefusedAddress.class.getResourceAsStream("/web/refused-addresses.txt"))) {
            return new String(in.readAllBytes(), StandardCharsets.US_ASCII)
                    .lines()
                    .filter(line -> line.startsWith("\""))
                    .map(line -> of(line.replace("{port}", String.valueOf(canaryPort))))
                    .toList();
        }
    }

    private static RefusedAddress of(String line) {
        int arrow = line.lastIndexOf("\" -> ");
        String url = JsonMapper.shared().readValue(arrow < 0 ? line : line.substring(0, arrow + 1), String.class);
        return new RefusedAddress(
                url, arrow < 0 ? List.of() : List.of(line.substring(arrow + 5).split(" ")));
    }

    /** The host as a name service is asked for it. */
    String name() {
        return WebAddress.parse(url).host();
    }
}
