package dev.cowork.server.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cowork.server.agent.ToolCall;
import dev.cowork.server.agent.ToolResult;
import dev.cowork.server.platform.web.LocalWeb;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The tool, and a little web on this machine for it. */
abstract class WebFetchFixture {

    final LocalWeb web = new LocalWeb();

    final WebFetchTool tool = new WebFetchTool(web.client());

    final List<String> progress = new ArrayList<>();

    @AfterEach
    void close() {
        assertThat(web.canaryHeard()).isZero();
        web.close();
    }

    static JsonNode arguments(String json) {
        return JsonMapper.shared().readTree(json.replace('\'', '"'));
    }

    ToolResult call(JsonNode arguments) {
        return tool.call(new ToolCall("local", "conv_1", "resp_1", "call_1", Path.of("."), arguments, progress::add))
                .block(Duration.ofSeconds(20));
    }

    ToolResult fetch(String path, String more) {
        return call(arguments("{'url': '" + web.url(path) + "'" + more + "}"));
    }

    /** What stands between the two marks of a page. */
    static String content(String output) {
        Matcher marks = Pattern.compile(
                        "\\[Page ([0-9a-f]{12}) begins: content of (\\S+)\\. [^\\n]*]\\n(.*)\\n\\[Page \\1 ends]",
                        Pattern.DOTALL)
                .matcher(output);
        assertThat(marks.find()).as(output).isTrue();
        return marks.group(3);
    }
}
