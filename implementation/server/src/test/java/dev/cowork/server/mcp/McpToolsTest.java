package dev.cowork.server.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cowork.server.agent.Access;
import dev.cowork.server.agent.Tool;
import dev.cowork.server.agent.ToolResult;
import dev.cowork.server.agent.ToolSource;
import dev.cowork.server.agent.Verdict;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Bug class: somebody else's program decides how long a turn takes, how much memory it needs or what it may learn. */
@DisabledOnOs(OS.WINDOWS)
class McpToolsTest {

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
    class Offering {

        @Test
        void tools_come_with_names_that_say_whose_they_are() {
            ToolSource.Offer offer = mcp.serving("normal").offer();

            assertThat(offer.notices()).isEmpty();
            assertThat(McpFixture.ofServers(offer))
                    .extracting(Tool::name)
                    .containsExactly("mcp__normal__echo", "mcp__normal__hang", "mcp__normal__zeta");
            Tool echo = offer.tools().getFirst();
            assertThat(echo.description()).isEqualTo("Does echo.");
            assertThat(echo.parameters().path("properties").path("text").has("default"))
                    .isTrue();
            assertThat(echo.readOnly()).isTrue();
            assertThat(McpFixture.ofServers(offer).getLast().readOnly()).isFalse();
        }

        @Test
        void one_server_answers_many_turns() {
            mcp.serving("normal").offer();
            List<ProcessHandle> first = mcp.children();
            mcp.offer();

            assertThat(mcp.children()).hasSize(1).isEqualTo(first);
        }

        @Test
        void a_folder_without_a_configuration_offers_nothing() {
            assertThat(mcp.offer()).isEqualTo(ToolSource.Offer.NONE);
        }

        @Test
        void a_configuration_that_is_a_link_is_not_read() throws Exception {
            Path elsewhere = Files.writeString(mcp.folder.resolve("other.json"), "{\"mcpServers\":{}}");
            Files.createSymbolicLink(mcp.folder.resolve(".mcp.json"), elsewhere);

            assertThat(mcp.offer().notices()).singleElement().asString().contains("no ordinary file");
        }

        @Test
        void a_server_that_says_nothing_costs_a_turn_its_tools_and_no_time() {
            long begun = System.nanoTime();
            Duration turn = Duration.ofMillis(1_500);
            mcp = mcp.anew(McpFixture.limits(turn, LIMIT, LIMIT, LIMIT));
            ToolSource.Offer offer = mcp.serving("silent").offer();

            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(10));
            assertThat(McpFixture.ofServers(offer)).isEmpty();
            assertThat(offer.notices()).singleElement().asString().startsWith("[mcp_timeout] The MCP server silent");
        }

        @Test
        void a_server_that_dies_at_once_is_told_with_its_last_words_but_no_key() {
            ToolSource.Offer offer = mcp.serving("normal", "dies").offer();

            assertThat(McpFixture.ofServers(offer)).hasSize(3);
            assertThat(offer.notices())
                    .singleElement()
                    .asString()
                    .startsWith("[mcp_died] The MCP server dies has ended.")
                    .contains("no license")
                    .doesNotContain("abcdefghijklmnop");
        }

        @Test
        void a_program_that_is_not_there_is_told() {
            mcp.with("{\"mcpServers\":{\"none\":{\"command\":\"/no/such/program\"}}}");

            assertThat(mcp.offer().notices())
                    .containsExactly("[mcp_died] The MCP server none could not be started: its command cannot be run.");
        }

        @Test
        void a_list_of_tools_without_end_is_cut() {
            assertThat(McpFixture.ofServers(mcp.serving("endless").offer()))
                    .hasSizeBetween(3, 128)
                    .extracting(Tool::name)
                    .doesNotHaveDuplicates();
        }

        @Test
        void a_tool_whose_description_is_too_long_for_a_model_is_left_out() {
            ToolSource.Offer offer = mcp.serving("huge").offer();

            assertThat(McpFixture.ofServers(offer)).hasSize(3);
            assertThat(offer.notices())
                    .singleElement()
                    .asString()
                    .startsWith("1 tools of the MCP server huge were left out");
        }

        @Test
        void a_tool_whose_name_has_letters_that_nobody_sees_is_left_out() {
            ToolSource.Offer offer = mcp.serving("unseen").offer();

            assertThat(McpFixture.ofServers(offer)).hasSize(3);
            assertThat(offer.notices())
                    .singleElement()
                    .asString()
                    .startsWith("1 tools of the MCP server unseen were left out");
        }

        @Test
        void a_server_without_tools_is_no_failure() {
            ToolSource.Offer offer = mcp.serving("toolless").offer();

            assertThat(McpFixture.ofServers(offer)).isEmpty();
            assertThat(offer.notices()).isEmpty();
        }

        @Test
        void a_server_that_the_configuration_names_no_more_is_ended() {
            mcp.serving("normal").offer();
            mcp.with("{\"mcpServers\":{}}").offer();

            McpFixture.waitFor("the server's end", () -> mcp.children().isEmpty());
        }
    }

    /** What a configuration names is somebody else's command until the person has read it. */
    @Nested
    class Asking {

        private McpFixture judging(Verdict verdict) {
            mcp.close();
            mcp = new McpFixture(mcp.folder, McpFixture.SHORT, verdict);
            return mcp.serving("normal");
        }

        @Test
        void the_policy_reads_the_very_command_and_a_mark_of_all_that_it_cannot_show() {
            judging(Verdict.DENY).offer();
            mcp.with(mcp.text().replace("yes", "no")).offer();

            assertThat(mcp.judged)
                    .hasSize(2)
                    .doesNotHaveDuplicates()
                    .allMatch(
                            judged -> judged.matches(
                                    "start_mcp_server EXTERNAL start normal: .*HostileServer normal with GIVEN \\([0-9a-f]{16}\\)"));
        }

        @Test
        void what_is_denied_is_not_started() {
            ToolSource.Offer offer = judging(Verdict.DENY).offer();

            assertThat(offer.tools()).isEmpty();
            assertThat(offer.notices())
                    .containsExactly("Not started, because the rules do not allow it: the MCP server normal.");
            assertThat(mcp.children()).isEmpty();
        }

        @Test
        void what_nobody_has_allowed_can_be_asked_for_and_is_used_where_it_is_allowed() {
            ToolSource.Offer before = judging(Verdict.ASK).offer();
            assertThat(before.tools()).extracting(Tool::name).containsExactly("start_mcp_server");
            assertThat(mcp.children()).isEmpty();

            ToolResult started = mcp.call(before.tools().getFirst(), "{\"server\":\"normal\"}")
                    .block(McpFixture.LONG);

            assertThat(started.output()).contains("zeta, echo, hang");
            assertThat(mcp.offer().tools())
                    .as("a turn in which nobody has allowed it, though it runs")
                    .extracting(Tool::name)
                    .containsExactly("start_mcp_server");
            assertThat(McpFixture.ofServers(judging(Verdict.ALLOW).offer()))
                    .extracting(Tool::name)
                    .containsExactly("mcp__normal__echo", "mcp__normal__hang", "mcp__normal__zeta");
        }

        @Test
        void what_was_allowed_for_good_can_still_be_called_by_the_turn_that_asked() {
            ToolSource.Offer resumed = judging(Verdict.ALLOW).offer();

            assertThat(mcp.call(resumed.tools().getLast(), "{\"server\":\"normal\"}")
                            .block(McpFixture.LONG)
                            .output())
                    .startsWith("The MCP server normal runs.");
            assertThat(mcp.children()).hasSize(1);
        }

        @Test
        void each_tool_asks_for_itself() {
            judging(Verdict.ALLOW);

            assertThat(McpFixture.ofServers(mcp.offer()))
                    .extracting(mcp::access)
                    .containsExactly(
                            Access.external("normal/echo"),
                            Access.external("normal/hang"),
                            Access.external("normal/zeta"));
        }

        @Test
        void a_configuration_that_changed_is_asked_about_anew() {
            Tool start = judging(Verdict.ASK).offer().tools().getFirst();
            mcp.call(start, "{\"server\":\"normal\"}").block(McpFixture.LONG);

            assertThat(mcp.with(mcp.text().replace("yes", "no")).offer().tools())
                    .extracting(Tool::name)
                    .containsExactly("start_mcp_server");
        }

        @Test
        void a_server_of_another_name_is_not_started() {
            Tool start = judging(Verdict.ASK).offer().tools().getFirst();

            assertThat(mcp.call(start, "{\"server\":\"sh\"}").block(McpFixture.LONG))
                    .isEqualTo(ToolResult.failed("There is no such server. Nothing was started."));
            assertThat(mcp.children()).isEmpty();
        }
    }
}
