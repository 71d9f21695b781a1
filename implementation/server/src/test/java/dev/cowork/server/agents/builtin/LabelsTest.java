package dev.cowork.server.agents.builtin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cowork.server.agent.Tool;
import dev.cowork.server.agent.ToolCall;
import dev.cowork.server.agent.ToolResult;
import java.util.List;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class LabelsTest {

    /** A tool whose label is the argument {@code say}. */
    private record Saying(String name) implements Tool {
        @Override
        public String description() {
            return "";
        }

        @Override
        public JsonNode parameters() {
            return JsonMapper.shared().createObjectNode();
        }

        @Override
        public boolean readOnly() {
            return true;
        }

        @Override
        public String label(JsonNode arguments) {
            return arguments.required("say").stringValue();
        }

        @Override
        public Mono<ToolResult> call(ToolCall call) {
            return Mono.empty();
        }
    }

    private final Labels labels = new Labels(
            List.of(new Saying("say_it"), new AgentFixture.Scripted("look_it_up", true, call -> Mono.empty())));

    private static ObjectNode saying(String text) {
        return JsonMapper.shared().createObjectNode().put("say", text);
    }

    @Test
    void a_tool_without_words_of_its_own_is_called_by_its_name() {
        assertThat(labels.of("look_it_up")).isEqualTo("Look it up");
        assertThat(labels.of("unknown_tool", saying("x"))).isEqualTo("unknown_tool");
    }

    @Test
    void a_label_is_one_short_line_whatever_the_model_wrote() {
        assertThat(labels.of("say_it", saying(" a\r\n\tb\u202e c "))).isEqualTo("a b c");
        String smile = "\ud83d\ude42".repeat(500);
        assertThat(labels.of("say_it", saying(smile))).isEqualTo("\ud83d\ude42".repeat(Labels.LONGEST) + "...");
        assertThat(labels.of("say_it", saying(" \n "))).isEqualTo("say_it");
    }

    @Test
    void a_tool_that_cannot_label_its_arguments_is_called_by_its_name() {
        assertThat(labels.of("say_it")).isEqualTo("say_it");
        assertThat(labels.of("say_it", JsonMapper.shared().createObjectNode().put("say", 5)))
                .isEqualTo("say_it");
    }
}
