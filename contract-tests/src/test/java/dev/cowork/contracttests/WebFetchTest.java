package dev.cowork.contracttests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cowork.contracttests.contracts.Bundle;
import dev.cowork.contracttests.server.Api;
import dev.cowork.contracttests.server.Canary;
import dev.cowork.contracttests.server.Http;
import dev.cowork.contracttests.server.SharedServer;
import dev.cowork.contracttests.stream.Frame;
import dev.cowork.contracttests.stream.Frames;
import dev.cowork.contracttests.stream.StrictReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Catches: an agent that reaches through {@code web_fetch} what only this machine can reach, seen from outside the server. */
class WebFetchTest {

    /** The list that the server's own tests use. */
    private static final Path ADDRESSES =
            Path.of("../implementation/server/src/test/resources/web/refused-addresses.txt");

    /** Fewer than the tool calls that one turn may make. */
    private static final int CALLS_A_TURN = 40;

    /** What is said of an address that was judged and not asked; one that nobody answers is told in other words. */
    private static final Pattern REFUSED = Pattern.compile(
            "is not a public address, so it was not asked|An address has|The address (has|must begin|cannot be read)"
                    + "|The number of the host|there may be a host and a port only|Port \\d+ is not one of the web"
                    + "|are no JSON object");

    private final Canary canary = new Canary();

    /** What is refused here is refused by the tool, not for lack of leave. */
    @BeforeEach
    void allow() {
        SharedServer.api()
                .call(
                        "PUT",
                        "/permissions",
                        Bundle.JSON.createObjectNode().put("tool", "web_fetch").put("effect", "allow"));
    }

    @AfterEach
    void close() {
        SharedServer.api().ok(Http.Request.of("DELETE", Api.path("/permissions?tool=web_fetch&pattern=*")));
        canary.close();
    }

    /** The addresses that need no name service: those whose names have numbers are asked for inside the server only. */
    private List<String> addresses() throws IOException {
        return Files.readAllLines(ADDRESSES).stream()
                .filter(line -> line.startsWith("\"") && !line.contains("\" -> "))
                .map(line -> Bundle.JSON.readValue(line.replace("{port}", String.valueOf(canary.port())), String.class))
                .toList();
    }

    private static List<JsonNode> results(String conversation, List<String> urls) {
        StringBuilder message = new StringBuilder();
        urls.forEach(url -> message.append("/tool web_fetch ")
                .append(Bundle.JSON.createObjectNode().put("url", url))
                .append('\n'));
        try (StrictReader reader = StrictReader.open(
                SharedServer.server().base(), Api.turn(conversation, message.toString()), SharedServer.schemas())) {
            List<Frame> frames = reader.rest();
            assertThat(Frames.last(frames).type()).isEqualTo("response.completed");
            return frames.stream()
                    .map(Frame::data)
                    .filter(data -> data.path("thought_role").asString("").equals("thought.tool_call.end"))
                    .toList();
        }
    }

    @Test
    void noAddressOfTheListIsFetched() throws IOException {
        List<String> addresses = addresses();
        assertThat(addresses).hasSizeGreaterThan(600);
        List<String> fetched = new ArrayList<>();
        for (int from = 0; from < addresses.size(); from += CALLS_A_TURN) {
            List<String> some = addresses.subList(from, Math.min(from + CALLS_A_TURN, addresses.size()));
            List<JsonNode> results = results("web-fetch", some);
            assertThat(results).hasSameSizeAs(some);
            for (int i = 0; i < some.size(); i++) {
                String said = results.get(i).path("content").asString();
                if (results.get(i).path("ok").asBoolean(true)
                        || !REFUSED.matcher(said).find()) {
                    fetched.add(some.get(i) + ": " + said);
                }
            }
        }
        assertThat(fetched).isEmpty();
        assertThat(canary.heard()).isZero();
    }

    @Test
    void theCanaryHearsWhoeverReachesThisMachine() throws IOException {
        canary.call();
        assertThat(canary.heard()).isEqualTo(1);
    }

    @Test
    void theServerDoesNotFetchFromItself() {
        String url = SharedServer.server().base().resolve("/api/v1/settings").toString();
        JsonNode result = results("web-fetch-self", List.of(url)).getFirst();
        assertThat(result.path("ok").asBoolean(true)).isFalse();
        assertThat(result.path("content").asString())
                .isEqualTo("127.0.0.1 is not a public address, so it was not asked.");
    }

    @Test
    void aCallIsShownWithTheAddressItReads() {
        try (StrictReader reader = StrictReader.open(
                SharedServer.server().base(),
                Api.turn("web-fetch-label", "/tool web_fetch {\"url\": \"http://10.1.2.3/page?token=secret\"}"),
                SharedServer.schemas())) {
            List<Frame> frames = reader.rest();
            assertThat(frames.stream()
                            .map(Frame::data)
                            .filter(data ->
                                    data.path("thought_role").asString("").equals("thought.tool_call.start"))
                            .map(data -> data.path("message").asString()))
                    .containsExactly("Reading 10.1.2.3/page");
        }
    }
}
