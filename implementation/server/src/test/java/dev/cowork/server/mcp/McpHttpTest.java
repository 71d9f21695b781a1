package dev.cowork.server.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cowork.server.agent.Tool;
import dev.cowork.server.agent.ToolResult;
import dev.cowork.server.agent.ToolSource;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.Disposable;

/** Bug class: a server somewhere else decides how long a turn takes, how much memory it needs or where our headers go. */
class McpHttpTest {

    @TempDir
    private Path folder;

    private HostileHttpServer server;
    private McpFixture mcp;

    @BeforeEach
    void open() throws Exception {
        server = new HostileHttpServer();
        mcp = McpFixture.allowed(folder.toRealPath(), McpFixture.SHORT);
        at("/mcp");
    }

    @AfterEach
    void close() {
        mcp.close();
        server.close();
    }

    private void at(String path) {
        mcp.with("{\"mcpServers\":{\"far\":{\"type\":\"http\",\"url\":\"" + server.url(path)
                + "\",\"headers\":{\"X-Team\":\"red\"}}}}");
    }

    @Nested
    class Offering {

        @Test
        void its_tools_are_offered_and_every_request_has_the_headers() {
            assertThat(McpFixture.ofServers(mcp.offer())).extracting(Tool::name).containsExactly("mcp__far__echo");
            assertThat(server.requests).isNotEmpty().allMatch(request -> request.endsWith(" red"));
        }

        private String refused(String path) {
            at(path);
            ToolSource.Offer offer = mcp.offer();
            assertThat(McpFixture.ofServers(offer)).isEmpty();
            assertThat(offer.notices()).hasSize(1);
            return offer.notices().getFirst();
        }

        @Test
        void one_that_wants_a_sign_in_is_told_so() {
            assertThat(refused("/login")).startsWith("[mcp_refused]").contains("sign-in");
        }

        @Test
        void one_that_sends_us_elsewhere_is_not_followed() {
            assertThat(refused("/moved")).startsWith("[mcp_");
            assertThat(server.requests).noneMatch(request -> request.startsWith("/mcp"));
        }

        @Test
        void one_that_is_no_server_is_told_so() {
            assertThat(refused("/html")).startsWith("[mcp_");
        }

        @Test
        void one_that_is_not_there_is_told_so() {
            server.close();
            assertThat(refused("/mcp"))
                    .isEqualTo("[mcp_died] The MCP server far cannot be reached, or has ended the connection.");
        }

        @Test
        void a_header_that_only_the_protocol_may_set_is_refused() {
            mcp.with("{\"mcpServers\":{\"far\":{\"url\":\"" + server.url("/mcp")
                    + "\",\"headers\":{\"Host\":\"evil\"}}}}");

            assertThat(mcp.offer().notices()).singleElement().asString().startsWith("[mcp_refused]");
            assertThat(server.requests).isEmpty();
        }
    }

    @Nested
    class Calling {

        @Test
        void an_answer_may_be_a_body_or_a_stream_with_progress() {
            assertThat(mcp.result("echo")).isEqualTo(ToolResult.done("echoed", "echoed"));
            assertThat(mcp.result("streams").output()).isEqualTo("streamed");
            assertThat(mcp.lines).containsExactly("1 step", "2 step");
        }

        @Test
        void one_that_forgets_the_session_is_greeted_anew_by_the_next_call() {
            mcp.result("forgets");

            assertThat(mcp.result("echo").output()).startsWith("[mcp_died]");
            assertThat(mcp.result("echo").output()).isEqualTo("echoed");
        }
    }

    /** Each ends its call with a typed error, and the next call works. */
    @Nested
    class Hostile {

        private void assertGoesOn() {
            assertThat(mcp.result("echo").output()).isEqualTo("echoed");
        }

        @Test
        void one_that_never_answers_is_late_and_is_told_that_nobody_waits() {
            assertThat(mcp.result("hang").output()).startsWith("[mcp_timeout]");
            assertGoesOn();
            waitForCancelled();
            assertThat(server.cancelled).hasSize(1);
        }

        @Test
        void one_that_does_not_even_listen_is_given_up() {
            assertThat(mcp.result("deaf").output()).startsWith("[mcp_timeout]");
            mcp.call(mcp.tool("echo"), "{}")
                    .timeout(Duration.ofSeconds(5))
                    .onErrorComplete()
                    .block();

            assertGoesOn();
        }

        @Test
        void one_that_breaks_off_ends_its_call() {
            assertThat(mcp.result("dies").output()).startsWith("[mcp_");
            assertGoesOn();
        }

        @Test
        void one_that_fails_ends_its_call() {
            assertThat(mcp.result("fails").output()).startsWith("[mcp_died]");
            assertGoesOn();
        }

        @Test
        void one_that_floods_is_cut_off() {
            assertThat(mcp.result("floods").output()).startsWith("[mcp_flooded]");
            assertGoesOn();
        }

        @Test
        void one_whose_event_never_ends_is_cut_off() {
            assertThat(mcp.result("huge").output()).startsWith("[mcp_flooded]");
            assertGoesOn();
        }

        @Test
        void one_whose_body_never_ends_is_cut_off() {
            assertThat(mcp.result("hugeBody").output()).startsWith("[mcp_flooded]");
            assertGoesOn();
        }

        @Test
        void one_that_answers_with_garbage_ends_its_call() {
            assertThat(mcp.result("garbage").output()).startsWith("[mcp_");
            assertGoesOn();
        }
    }

    @Test
    void cancelling_tells_the_server() {
        mcp.offer();
        Disposable call = mcp.call(mcp.tool("hang"), "{}").subscribe();
        mcp.result("echo");
        call.dispose();
        mcp.result("echo");

        waitForCancelled();
        assertThat(server.cancelled).hasSize(1);
    }

    /** It is told by a request of its own. */
    private void waitForCancelled() {
        McpFixture.waitFor("what is cancelled", () -> !server.cancelled.isEmpty());
    }
}
