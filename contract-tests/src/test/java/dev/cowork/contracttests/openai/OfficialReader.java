package dev.cowork.contracttests.openai;

import dev.cowork.contracttests.contracts.Bundle;
import dev.cowork.contracttests.schema.StrictSchemas;
import dev.cowork.contracttests.server.Http;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads an official stream: {@code event:} and one {@code data:} line a frame, comments, and nothing else; each frame fits its schema. */
final class OfficialReader implements Closeable {

    private final Http.Exchange exchange;
    private final BufferedReader lines;
    private final StrictSchemas schemas;
    private final List<JsonNode> read = new ArrayList<>();

    private OfficialReader(Http.Exchange exchange, StrictSchemas schemas) {
        this.exchange = exchange;
        this.schemas = schemas;
        this.lines = new BufferedReader(new InputStreamReader(exchange.body(), StandardCharsets.UTF_8), 1);
    }

    static OfficialReader open(URI base, Http.Request request, StrictSchemas schemas) {
        try {
            Http.Exchange exchange = Http.open(base, request, 0);
            if (exchange.status() != 200
                    || !exchange.headers().getOrDefault("content-type", "").startsWith("text/event-stream")) {
                throw new AssertionError("no stream: " + exchange.status() + " "
                        + new String(exchange.body().readAllBytes(), StandardCharsets.UTF_8));
            }
            return new OfficialReader(exchange, schemas);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The next event; null at the end of the stream, also when it was cut. */
    @Nullable
    JsonNode next() {
        String event = null;
        try {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("event: ")) {
                    event = line.substring("event: ".length());
                } else if (line.startsWith("data: ")) {
                    return checked(event, Bundle.JSON.readTree(line.substring("data: ".length())));
                } else if (!line.isEmpty() && !line.startsWith(":")) {
                    throw new AssertionError("no official line: " + line);
                }
            }
            return null;
        } catch (IOException cut) {
            return null;
        }
    }

    private JsonNode checked(@Nullable String event, JsonNode data) {
        if (!data.path("type").asString("").equals(event)) {
            throw new AssertionError("the event is called " + event + ": " + data);
        }
        List<String> violations = schemas.frame(data);
        if (!violations.isEmpty()) {
            throw new AssertionError(violations + ": " + data);
        }
        read.add(data);
        return data;
    }

    /** Reads until an event fits. */
    JsonNode until(Predicate<JsonNode> fits) {
        for (JsonNode event = next(); event != null; event = next()) {
            if (fits.test(event)) {
                return event;
            }
        }
        throw new AssertionError("the stream ended before the expected event, after " + read);
    }

    /** Reads to the end and gives all events of this connection. */
    List<JsonNode> rest() {
        while (next() != null) {
            continue;
        }
        return List.copyOf(read);
    }

    @Override
    public void close() {
        exchange.close();
    }
}
