package dev.cowork.contract;

import static dev.cowork.contract.Contract.FOLDER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

class BreakingChangesTest {

    private final Contract contract = Contract.read();

    static Stream<Path> releases() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER.resolve("released"))) {
            return files.sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("releases")
    void noReleaseIsBroken(Path release) {
        String contract = release.getFileName().toString().replaceFirst("-.*", "");
        String current = Contract.text(FOLDER.resolve("published/" + contract + ".yaml"));
        assertThat(BreakingChanges.between(Contract.text(release), current))
                .as("against %s", release.getFileName())
                .isEmpty();
    }

    @Test
    void thereIsAReleaseOfEveryContractToCompareWith() throws IOException {
        assertThat(releases()
                        .map(file -> file.getFileName().toString().replaceFirst("-\\d+\\.\\d+\\.\\d+\\.yaml$", "")))
                .containsOnlyElementsOf(
                        Contract.all().stream().map(Contract::name).toList());
    }

    @Test
    void aDocumentThatCannotBeReadIsNoCleanComparison() {
        String bundle = text(contract);
        assertThatThrownBy(() -> BreakingChanges.between("openapi: 3.1.0\ninfo: {", bundle))
                .isInstanceOf(RuntimeException.class);
        assertThatThrownBy(() -> BreakingChanges.between(bundle, "{}")).isInstanceOf(IllegalArgumentException.class);
        assertUnreadable(b -> object(b, "/paths").removeAll());
        assertUnreadable(b -> schema(b, "").remove("LogProb"));
    }

    private void assertUnreadable(Consumer<ObjectNode> change) {
        assertThatThrownBy(() -> changes(change)).isInstanceOf(IllegalArgumentException.class);
    }

    @Nested
    class IsFound {

        @Test
        void whatIsTakenAwayFromAnOperation() {
            breaks("POST /projects", b -> object(b, "/paths/~1projects").remove("post"));
            breaks("/responses/tail", b -> object(b, "/paths").remove("/responses/tail"));
            breaks(
                    "GET /projects",
                    b -> array(b, "/paths/~1projects/get/parameters").remove(0));
            breaks(
                    "POST /projects",
                    b -> object(b, "/paths/~1projects/post/responses").remove("201"));
            breaks(
                    "POST /responses",
                    b -> object(b, "/paths/~1responses/post/responses/200/content")
                            .remove("text/event-stream"));
        }

        @Test
        void whatIsDemandedMore() {
            breaks(
                    "GET /responses/",
                    b -> object(b, "/components/parameters/ConversationIdFilter")
                            .put("required", true));
            breaks(
                    "CreateProjectRequest.path",
                    b -> schemaArray(b, "CreateProjectRequest/required").add("path"));
            breaks(
                    "POST /projects",
                    b -> schema(b, "CreateProjectRequest/properties/name").put("maxLength", 10));
            breaks(
                    "CreateResponseRequest.model",
                    b -> schema(b, "CreateResponseRequest/properties/model").put("type", "string"));
        }

        @Test
        void aFieldThatIsGoneOrOfAnotherType() {
            breaks("Project.display_name", b -> {
                schema(b, "Project/properties").remove("display_name");
                schemaArray(b, "Project/required").remove(2);
            });
            breaks(
                    "CreateProjectRequest.path",
                    b -> schema(b, "CreateProjectRequest/properties").remove("path"));
            breaks(
                    "ResponseInProgressEvent.phase",
                    b -> schema(b, "ResponseInProgressEvent/properties").remove("phase"));
            breaks(
                    "Project.version",
                    b -> schema(b, "Project/properties/version").put("type", "string"));
            breaks(
                    "Project.created_at",
                    b -> schema(b, "Project/properties/created_at").remove("format"));
            breaks("Item.content", b -> schema(b, "Item/properties/content").put("$ref", "#/components/schemas/Item"));
            breaks(
                    "UpdateSettingsRequest.values",
                    b -> schema(b, "UpdateSettingsRequest/properties/values/additionalProperties")
                            .put("type", "integer"));
        }

        @Test
        void aFieldThatReadersCanNoLongerRelyOn() {
            breaks(
                    "Project.name",
                    b -> schema(b, "Project/properties/name")
                            .putArray("type")
                            .add("string")
                            .add("null"));
            breaks(
                    "ResponseCreatedEvent.user_message_id",
                    b -> schemaArray(b, "ResponseCreatedEvent/required").remove(6));
        }

        @Test
        void aKindOfEventOrAKnownValueThatIsGone() {
            breaks("ResponseEvent", b -> {
                schemaArray(b, "ResponseEvent/oneOf").remove(7);
                schema(b, "ResponseEvent/discriminator/mapping").remove("response.incomplete");
            });
            breaks(
                    "ResponseQueuedEvent.type",
                    b -> schema(b, "ResponseQueuedEvent/properties/type").put("const", "response.waiting"));
            breaks(
                    "Problem.code",
                    b -> schemaArray(b, "Problem/properties/code/x-extensible-enum")
                            .remove(0));
        }
    }

    @Nested
    class IsAllowed {

        @Test
        void whatIsAdded() {
            passes(b -> {});
            passes(b -> schema(b, "Project/properties").putObject("more").put("type", "string"));
            passes(b -> {
                schema(b, "Project/properties").putObject("more").put("type", "string");
                schemaArray(b, "Project/required").add("more");
            });
            passes(b -> schema(b, "CreateProjectRequest/properties")
                    .putObject("more")
                    .put("type", "string"));
            passes(b ->
                    schemaArray(b, "Problem/properties/code/x-extensible-enum").add("another"));
            passes(b -> object(b, "/paths/~1health/get/responses")
                    .putObject("503")
                    .put("$ref", "#/components/responses/ServiceUnavailable"));
        }

        @Test
        void anotherOperationAndAnotherKindOfEvent() {
            passes(b -> {
                ObjectNode path = object(b, "/paths/~1health").deepCopy();
                ((ObjectNode) path.path("get")).put("operationId", "getHealthAgain");
                object(b, "/paths").set("/health/again", path);
            });
            passes(b -> {
                ObjectNode event = schema(b, "ResponseQueuedEvent").deepCopy();
                ((ObjectNode) event.at("/properties/type")).put("const", "response.novel");
                schema(b, "").set("ResponseNovelEvent", event);
                String ref = "#/components/schemas/ResponseNovelEvent";
                schemaArray(b, "ResponseEvent/oneOf").addObject().put("$ref", ref);
                schema(b, "ResponseEvent/discriminator/mapping").put("response.novel", ref);
            });
        }

        @Test
        void toDemandLess() {
            passes(b -> schema(b, "CreateProjectRequest").putArray("required"));
            passes(b -> schema(b, "UpdateProjectRequest/properties/name")
                    .putArray("type")
                    .add("string")
                    .add("null"));
        }
    }

    private void breaks(String where, Consumer<ObjectNode> change) {
        assertThat(changes(change)).as(where).anyMatch(message -> message.contains(where));
    }

    private void passes(Consumer<ObjectNode> change) {
        assertThat(changes(change)).isEmpty();
    }

    private List<String> changes(Consumer<ObjectNode> change) {
        return BreakingChanges.between(text(contract), text(contract.withBundle(change)));
    }

    private static String text(Contract contract) {
        return Contract.JSON.writeValueAsString(contract.bundle());
    }

    private static ObjectNode object(ObjectNode bundle, String pointer) {
        return (ObjectNode) bundle.at(pointer);
    }

    private static ArrayNode array(ObjectNode bundle, String pointer) {
        return (ArrayNode) bundle.at(pointer);
    }

    private static ObjectNode schema(ObjectNode bundle, String path) {
        return object(bundle, "/components/schemas" + (path.isEmpty() ? "" : "/" + path));
    }

    private static ArrayNode schemaArray(ObjectNode bundle, String path) {
        return array(bundle, "/components/schemas/" + path);
    }
}
