package dev.cowork.contracttests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cowork.contracttests.contracts.Bundle;
import dev.cowork.contracttests.schema.StrictSchemas;
import dev.cowork.contracttests.server.Http;
import dev.cowork.contracttests.server.ServedBundle;
import dev.cowork.contracttests.server.ServerProcess;
import dev.cowork.contracttests.stream.Frame;
import dev.cowork.contracttests.stream.StrictReader;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A server and the calls of the shipped desktop app: its headers, its fields. */
abstract class DesktopApp {

    static final String OWNER = "0123456789abcdef0123456789abcdef";

    private static final String AGENT =
            "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Cowork/2.4.0 Chrome/140.0.0.0"
                    + " Electron/38.1.0 Safari/537.36";

    static ServerProcess server;

    static StrictSchemas schemas;

    @BeforeAll
    static void start() {
        server = ServerProcess.start(Map.of("COWORK_SERVER_OWNER", OWNER));
        schemas = new StrictSchemas(ServedBundle.of(server.base()));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    /** A call of the app's window: a page from a file, so no Origin, and a JSON content type even without a body. */
    static Http.Request window(String method, String path) {
        return Http.Request.of(method, "/api/v1" + path)
                .with("Content-Type", "application/json")
                .with("User-Agent", AGENT)
                .with("Sec-Fetch-Site", "cross-site")
                .with("Sec-Fetch-Mode", "cors")
                .with("Accept", "*/*");
    }

    static JsonNode read(Http.Request request) {
        Http.Response response = Http.send(server.base(), request);
        assertThat(response.status()).as(request + " " + response.body()).isEqualTo(200);
        assertThat(response.mediaType()).isEqualTo("application/json");
        return Bundle.JSON.readTree(response.body());
    }

    static JsonNode get(String path) {
        return read(window("GET", path));
    }

    /** The body of a turn with every field the app always sends. */
    static ObjectNode message(String conversation, String input) {
        ObjectNode body = Bundle.JSON
                .createObjectNode()
                .put("input", input)
                .put("model", "anton")
                .put("stream", true)
                .put("conversation", conversation)
                .put("project", "general")
                .put("harness", "anton");
        body.putArray("attachment_ids");
        body.putArray("disabled_connections");
        return body;
    }

    static List<Frame> turn(String conversation, String input) {
        var request =
                window("POST", "/responses").json(message(conversation, input).toString());
        try (var reader = StrictReader.open(server.base(), request, schemas)) {
            return reader.rest();
        }
    }

    static String conversation(List<Frame> frames) {
        return frames.getFirst().data().path("conversation_id").asString();
    }
}
