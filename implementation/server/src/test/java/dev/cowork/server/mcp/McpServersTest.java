package dev.cowork.server.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.Disposable;

/** Bug class: servers that pile up, and leave for one that is taken for leave for another. */
@DisabledOnOs(OS.WINDOWS)
class McpServersTest {

    @TempDir
    private Path folder;

    private McpFixture mcp;

    @BeforeEach
    void open() throws Exception {
        Duration limit = Duration.ofSeconds(20);
        mcp = McpFixture.allowed(folder.toRealPath(), McpFixture.limits(limit, limit, limit, Duration.ZERO));
    }

    @AfterEach
    void close() {
        mcp.close();
    }

    private static ServerConfig config(String name, String... words) {
        return new ServerConfig.Program(name, List.of(words), Map.of());
    }

    @Nested
    class One_that_nobody_uses {

        @Test
        void is_ended_after_its_time() {
            mcp.serving("normal").offer();
            List<ProcessHandle> children = mcp.children();
            assertThat(children).hasSize(1);

            mcp.servers.endIdle();

            McpFixture.waitForEnd(children);
        }

        @Test
        void is_another_than_one_whose_call_is_under_way() {
            mcp.serving("normal").offer();
            Disposable call = mcp.call(mcp.tool("hang"), "{}").subscribe();

            mcp.servers.endIdle();

            assertThat(mcp.result("echo").output()).isEqualTo("nothing");
            assertThat(call.isDisposed()).isFalse();
            call.dispose();
        }
    }

    @Nested
    class Those_in_use {

        @Test
        void are_no_more_than_anybody_needs() {
            List<McpServer> first = IntStream.range(0, McpServers.MOST)
                    .mapToObj(i -> mcp.servers.of("local", mcp.folder, config("s" + i, "true")))
                    .toList();
            mcp.servers.of("local", mcp.folder, config("one more", "true"));

            assertThat(mcp.servers.of("local", mcp.folder, config("s1", "true")))
                    .isSameAs(first.get(1));
            assertThat(mcp.servers.of("local", mcp.folder, config("s0", "true")))
                    .as("the one that was used longest ago made room")
                    .isNotSameAs(first.getFirst());
        }

        @Test
        void are_those_of_one_owner_one_folder_and_one_configuration() {
            McpServer one = mcp.servers.of("local", mcp.folder, config("build", "make"));

            assertThat(mcp.servers.of("local", mcp.folder, config("build", "make")))
                    .isSameAs(one);
            assertThat(mcp.servers.of("other", mcp.folder, config("build", "make")))
                    .isNotSameAs(one);
            assertThat(mcp.servers.of("local", mcp.folder.resolve("other"), config("build", "make")))
                    .isNotSameAs(one);
            assertThat(mcp.servers.of("local", mcp.folder, config("build", "make", "evil")))
                    .isNotSameAs(one);
        }
    }
}
