package dev.cowork.server.files;

import static dev.cowork.server.agent.Access.read;
import static dev.cowork.server.agent.Access.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cowork.server.agent.Access;
import dev.cowork.server.agent.Tool;
import dev.cowork.server.agent.ToolCall;
import dev.cowork.server.platform.problems.Problem;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Bug class: a rule for one file that another spelling of its path slips past. */
class FileAccessTest extends FileToolFixture {

    private Access access(Tool tool, JsonNode arguments) {
        return tool.access(new ToolCall("local", "conv_1", "resp_1", "call_1", project, arguments, line -> {}))
                .block(Duration.ofSeconds(5));
    }

    @Test
    void is_named_by_the_path_as_it_is_judged() {
        var arguments = arguments().put("path", "./data//q3.csv");

        assertThat(access(new ReadFileTool(work, paths), arguments)).isEqualTo(read("data/q3.csv"));
        assertThat(access(new WriteFileTool(work, paths), arguments)).isEqualTo(write("data/q3.csv"));
        assertThat(access(new EditFileTool(work, paths), arguments)).isEqualTo(write("data/q3.csv"));
    }

    @Test
    void of_the_whole_project_is_named_by_a_dot() {
        assertThat(access(new ListFilesTool(work, paths), arguments())).isEqualTo(read("."));
        assertThat(access(new SearchFilesTool(work, paths), arguments())).isEqualTo(read("."));
    }

    @Test
    void of_a_path_that_leads_out_is_refused() {
        var arguments = arguments().put("path", "../other/secret.txt");

        assertThatThrownBy(() -> access(new WriteFileTool(work, paths), arguments))
                .isInstanceOf(Problem.class);
    }
}
