package dev.cowork.server.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cowork.server.agent.ToolResult;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.Disposable;

/** Bug class: somebody else's program decides how long a call takes, how much memory it needs, or what the model reads. */
@DisabledOnOs(OS.WINDOWS)
@Timeout(60)
class McpCallsTest {

    private static final Duration LIMIT = Duration.ofSeconds(20);

    @TempDir
    private Path folder;

    private McpFixture mcp;

    @BeforeEach
    void open() throws Exception {
        mcp = McpFixture.allowed(folder.toRealPath(), McpFixture.SHORT);
    }

    @AfterEach
    void close() {
        mcp.close();
    }

    @Nested
    class Calling {

        @BeforeEach
        void configure() {
            mcp.serving("normal");
        }

        @Test
        void gives_the_text() {
            ToolResult result = mcp.call(mcp.offer().tools().getFirst(), "{\"text\":\"Grüße\"}")
                    .block(McpFixture.LONG);

            assertThat(result).isEqualTo(ToolResult.done("Grüße", "Grüße"));
        }

        @Test
        void gives_structured_content_as_json_with_its_nulls() {
            assertThat(mcp.result("structured").output()).isEqualTo("{\"rows\":2,\"next\":null}");
        }

        @Test
        void names_what_is_no_text() {
            assertThat(mcp.result("picture").output())
                    .isEqualTo("a plot\n[image image/png, about 3 bytes, not shown]\n[resource file:///a.txt a.txt]");
        }

        @Test
        void a_failure_that_the_tool_tells_is_for_the_model_to_read() {
            assertThat(mcp.result("fails")).isEqualTo(new ToolResult(false, "no such row", "no such row"));
        }

        @Test
        void a_refusal_is_typed() {
            assertThat(mcp.result("refuses"))
                    .isEqualTo(ToolResult.failed("[mcp_refused] The MCP server normal refused: bad row"));
        }

        @Test
        void progress_becomes_lines() {
            mcp.result("progresses");

            assertThat(mcp.lines).containsExactly("1/3 step", "2/3 step", "3/3 step");
        }

        @Test
        void the_server_works_in_the_projects_folder_and_learns_only_what_it_is_given() {
            assertThat(mcp.result("folder").output()).isEqualTo(mcp.folder.toString());
            assertThat(mcp.result("environment").output().split(" "))
                    .contains("GIVEN", "yes")
                    .allMatch(name ->
                            name.matches("PATH|HOME|USER|LOGNAME|SHELL|LANG|LC_.*|TZ|TMPDIR|TEMP|TMP|TERM|GIVEN|yes"
                                    + "|COWORK_CHILD_OF"));
        }

        @Test
        void tools_that_changed_are_asked_for_again() {
            mcp.offer();
            mcp.result("changes");

            assertThat(McpFixture.ofServers(mcp.offer())).hasSize(3);
        }
    }

    /** Each ends its call with a typed error, and the next call works. */
    @Nested
    class Hostile {

        @BeforeEach
        void configure() {
            mcp.serving("normal");
        }

        private void assertGoesOn() {
            assertThat(mcp.result("echo").output()).isEqualTo("nothing");
        }

        @Test
        void one_that_never_answers_is_late_and_is_told_that_nobody_waits() {
            assertThat(mcp.result("hang").output())
                    .startsWith("[mcp_timeout] The MCP server normal did not answer in time");
            assertThat(mcp.result("cancelled").output()).isEqualTo("1 cancelled");
        }

        @Test
        void one_that_only_ever_tells_its_progress_is_late_in_the_end() {
            mcp = mcp.anew(McpFixture.limits(LIMIT, LIMIT, Duration.ofSeconds(2), LIMIT));

            assertThat(mcp.result("busy").output()).startsWith("[mcp_timeout]");
            assertThat(mcp.lines).hasSizeGreaterThan(3);
            assertGoesOn();
        }

        @Test
        void progress_is_no_silence() {
            mcp = mcp.anew(McpFixture.limits(LIMIT, Duration.ofMillis(1_500), Duration.ofSeconds(4), LIMIT));
            mcp.result("busy");

            assertThat(mcp.lines).as("lines in 4 s, one each 0.1 s").hasSizeGreaterThan(16);
        }

        @Test
        void one_that_does_not_even_listen_is_ended_and_started_anew() {
            mcp.offer();
            List<ProcessHandle> deaf = mcp.children();

            assertThat(mcp.result("deaf").output()).startsWith("[mcp_timeout]");
            McpFixture.waitForEnd(deaf);
            assertGoesOn();
        }

        @Test
        void one_that_dies_ends_its_call_and_is_started_anew() {
            assertThat(mcp.result("dies").output())
                    .startsWith("[mcp_died] The MCP server normal has ended. It wrote last: out of memory")
                    .doesNotContain("abcdefghijklmnop");
            assertGoesOn();
        }

        @Test
        void one_that_dies_again_and_again_is_given_a_pause() {
            mcp.result("dies");
            mcp.result("dies");

            assertThat(mcp.result("echo").output()).contains("[mcp_died]", "can be started again in");
        }

        @Test
        void one_that_floods_is_ended() {
            mcp.offer();
            List<ProcessHandle> flooding = mcp.children();

            assertThat(mcp.result("floods").output()).startsWith("[mcp_flooded]");
            McpFixture.waitForEnd(flooding);
            assertGoesOn();
        }

        @Test
        void one_whose_message_never_ends_is_ended() {
            assertThat(mcp.result("huge").output()).startsWith("[mcp_flooded]").contains("too long");
            assertGoesOn();
        }

        @Test
        void one_that_writes_what_is_no_message_is_read_on() {
            assertThat(mcp.result("garbage").output()).isEqualTo("after garbage");
        }

        @Test
        void one_whose_answer_is_none_is_told_so() {
            assertThat(mcp.result("unreadable").output()).startsWith("[mcp_unreadable]");
            assertGoesOn();
        }

        @Test
        void one_call_that_hangs_leaves_the_others_alone() {
            mcp.offer();
            List<ProcessHandle> before = mcp.children();
            mcp.result("hang");
            assertGoesOn();

            assertThat(mcp.children()).isEqualTo(before);
        }
    }

    @Nested
    class Cancelling {

        @BeforeEach
        void configure() {
            mcp.serving("normal").offer();
        }

        @Test
        void tells_the_server() {
            Disposable call = mcp.call(mcp.tool("hang"), "{}").subscribe();
            mcp.result("echo");
            call.dispose();

            assertThat(mcp.result("cancelled").output()).isEqualTo("1 cancelled");
        }

        @Test
        void ends_one_that_does_not_listen() {
            List<ProcessHandle> deaf = mcp.children();
            Disposable call = mcp.call(mcp.tool("deaf"), "{}").subscribe();
            mcp.call(mcp.tool("echo"), "{}")
                    .timeout(Duration.ofMillis(300))
                    .onErrorComplete()
                    .block();
            call.dispose();

            McpFixture.waitForEnd(deaf);
        }
    }

    @Test
    void nothing_is_left_when_the_server_stops() {
        mcp = mcp.anew(McpFixture.limits(Duration.ofSeconds(1), LIMIT, LIMIT, LIMIT));
        mcp.serving("normal", "silent").offer();
        List<ProcessHandle> children = mcp.children();
        assertThat(children).hasSize(2);

        mcp.close();

        McpFixture.waitForEnd(children);
    }
}
