package dev.cowork.server.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cowork.server.agent.Tool;
import dev.cowork.server.agent.ToolResult;
import dev.cowork.server.agent.ToolSource;
import dev.cowork.server.agent.Verdict;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.Disposable;

/** Bug class: somebody else's program decides how long a turn takes, how much memory it needs or what it may learn. */
@DisabledOnOs(OS.WINDOWS)
class McpToolsTest {

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

    private McpFixture patient(Duration turn) {
        mcp.close();
        Limits limits = McpFixture.SHORT;
        mcp = McpFixture.allowed(
                mcp.folder,
                new Limits(
                        turn,
                        limits.start(),
                        limits.silence(),
                        limits.call(),
                        limits.ping(),
                        limits.idle(),
                        limits.longestLine(),
                        limits.unasked(),
                        limits.window()));
        return mcp;
    }

    private static void waitFor(String what, BooleanSupplier fits) {
        long limit = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (!fits.getAsBoolean()) {
            assertThat(System.nanoTime()).as("waited too long: " + what).isLessThan(limit);
            Thread.onSpinWait();
        }
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
            ToolSource.Offer offer =
                    patient(Duration.ofMillis(1_500)).serving("silent").offer();

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
        void a_server_without_tools_is_no_failure() {
            ToolSource.Offer offer = mcp.serving("toolless").offer();

            assertThat(McpFixture.ofServers(offer)).isEmpty();
            assertThat(offer.notices()).isEmpty();
        }

        @Test
        void a_server_that_the_configuration_names_no_more_is_ended() {
            mcp.serving("normal").offer();
            mcp.with("{\"mcpServers\":{}}").offer();

            waitFor("the server's end", () -> mcp.children().isEmpty());
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
        void what_nobody_has_allowed_can_be_asked_for_and_is_used_when_it_was_allowed() {
            ToolSource.Offer before = judging(Verdict.ASK).offer();
            assertThat(before.tools()).extracting(Tool::name).containsExactly("start_mcp_server");
            assertThat(mcp.children()).isEmpty();

            ToolResult started = mcp.call(before.tools().getFirst(), "{\"server\":\"normal\"}")
                    .block(McpFixture.LONG);

            assertThat(started.output()).contains("zeta, echo, hang");
            assertThat(McpFixture.ofServers(mcp.offer()))
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
        void one_that_does_not_even_listen_is_ended_and_started_anew() {
            mcp.offer();
            List<ProcessHandle> deaf = mcp.children();

            assertThat(mcp.result("deaf").output()).startsWith("[mcp_timeout]");
            waitFor("the deaf server's end", () -> deaf.stream().noneMatch(ProcessHandle::isAlive));
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
            waitFor("the flooding server's end", () -> flooding.stream().noneMatch(ProcessHandle::isAlive));
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

            waitFor("the deaf server's end", () -> deaf.stream().noneMatch(ProcessHandle::isAlive));
        }
    }

    @Test
    void nothing_is_left_when_the_server_stops() {
        mcp.serving("normal", "silent");
        patient(Duration.ofSeconds(1)).offer();
        List<ProcessHandle> children = mcp.children();
        assertThat(children).hasSize(2);

        mcp.close();

        waitFor("the end of all", () -> children.stream().noneMatch(ProcessHandle::isAlive));
    }
}
