package dev.cowork.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ObjectNode;

class ExampleValidationTest {

    private static final String PROJECT =
            "/paths/~1projects~1{project_id}/get/responses/200/content/application~1json/examples/getProject/value";

    private static final Contract CONTRACT = Contract.read();
    private static final ExampleValidator VALIDATOR = new ExampleValidator(CONTRACT);

    @Test
    void everyExampleFitsItsSchema() {
        assertThat(Example.of(CONTRACT)).hasSizeGreaterThan(100);
        assertThat(Contract.all())
                .allSatisfy(each ->
                        assertThat(new ExampleValidator(each).violations()).isEmpty());
    }

    @Test
    void aMissingAWrongAMisspeltAndAMalformedFieldAreFound() {
        assertFound(project -> project.remove("name"));
        assertFound(project -> project.put("is_active", "yes"));
        assertFound(project -> project.put("descripton", "Weekly"));
        assertFound(project -> project.put("created_at", "yesterday"));
        assertFound(project -> project.put("created_at", "2026-06-11T10:00:00"));
        assertFound(project -> project.putNull("name"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ResponseEvent         | {"type": "response.unknown", "sequence_number": 8, "at_ms": 1}
            ResponseEvent         | {"sequence_number": 8, "at_ms": 1}
            CreateResponseRequest | {}
            CreateResponseRequest | {"input": null}
            CreateResponseRequest | {"input": 7}
            CreateResponseRequest | {"input": "x", "stream": "yes"}
            UpdateConversationRequest | {"status": "lost"}
            UpdateSettingsRequest | {"values": {"tone": null}}
            UpdateSettingsRequest | {"values": {"max_tool_rounds": 7}}
            """)
    void whatTheServerMustRefuseDoesNotFit(String schema, String body) {
        assertThat(violations(schema, body)).isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            CreateResponseRequest | {"input": "", "attachment_ids": ["file_example"]}
            CreateResponseRequest | {"input": "x", "model": null, "conversation": null, "attachment_ids": null}
            CreateProjectRequest  | {"name": ""}
            CreateConversationRequest | {}
            UpdateConversationRequest | {"goal": null}
            UpdateProjectRequest  | {"isActive": true}
            CancelResponseRequest | {"conversation_id": "tmp-1781172000000"}
            """)
    void whatClientsSendFits(String schema, String body) {
        assertThat(violations(schema, body)).isEmpty();
    }

    private static List<String> violations(String schema, String body) {
        return VALIDATOR.violations("/components/schemas/" + schema, Contract.JSON.readTree(body));
    }

    private void assertFound(Consumer<ObjectNode> planted) {
        var broken = CONTRACT.withBundle(bundle -> planted.accept((ObjectNode) bundle.at(PROJECT)));
        assertThat(new ExampleValidator(broken).violations())
                .isNotEmpty()
                .allMatch(message -> message.contains("example getProject"));
    }
}
