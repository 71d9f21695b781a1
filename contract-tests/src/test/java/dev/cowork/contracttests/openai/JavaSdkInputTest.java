package dev.cowork.contracttests.openai;

import static dev.cowork.contracttests.openai.JavaSdk.CLIENT;
import static dev.cowork.contracttests.openai.JavaSdk.create;
import static dev.cowork.contracttests.openai.JavaSdk.request;
import static dev.cowork.contracttests.openai.JavaSdk.text;
import static org.assertj.core.api.Assertions.assertThat;

import com.openai.core.JsonValue;
import com.openai.core.http.StreamResponse;
import com.openai.models.responses.EasyInputMessage;
import com.openai.models.responses.FunctionTool;
import com.openai.models.responses.Response;
import com.openai.models.responses.ResponseCreateParams;
import com.openai.models.responses.ResponseFunctionToolCall;
import com.openai.models.responses.ResponseInputContent;
import com.openai.models.responses.ResponseInputImage;
import com.openai.models.responses.ResponseInputItem;
import com.openai.models.responses.ResponseInputText;
import com.openai.models.responses.ResponseItem;
import com.openai.models.responses.ResponseStatus;
import com.openai.models.responses.ResponseStreamEvent;
import com.openai.models.responses.inputitems.InputItemListParams;
import dev.cowork.contracttests.server.SharedServer;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Catches: input that is lost or shown as something else, conversations that do not go on. The official Java SDK validates what comes. */
class JavaSdkInputTest {

    private static final String PICTURE = "data:image/png;base64,iVBORw0KGgo=";

    private static ResponseInputItem said(EasyInputMessage.Role role, String text) {
        return ResponseInputItem.ofEasyInputMessage(
                EasyInputMessage.builder().role(role).content(text).build());
    }

    private static ResponseInputItem shown(String text) {
        return ResponseInputItem.ofEasyInputMessage(EasyInputMessage.builder()
                .role(EasyInputMessage.Role.USER)
                .contentOfResponseInputMessageContentList(List.of(
                        ResponseInputContent.ofInputText(
                                ResponseInputText.builder().text(text).build()),
                        ResponseInputContent.ofInputImage(ResponseInputImage.builder()
                                .detail(ResponseInputImage.Detail.AUTO)
                                .imageUrl(PICTURE)
                                .build())))
                .build());
    }

    /** One of each kind. */
    private static List<ResponseInputItem> everyKind() {
        return List.of(
                said(EasyInputMessage.Role.DEVELOPER, "Be brief."),
                shown("What is this?"),
                ResponseInputItem.ofFunctionCall(ResponseFunctionToolCall.builder()
                        .callId("call_1")
                        .name("look")
                        .arguments("{\"at\":3}")
                        .build()),
                ResponseInputItem.ofFunctionCallOutput(ResponseInputItem.FunctionCallOutput.builder()
                        .callId("call_1")
                        .output("a tree")
                        .build()),
                said(EasyInputMessage.Role.ASSISTANT, "A tree."),
                said(EasyInputMessage.Role.USER, "/say Thank you."));
    }

    private static List<ResponseItem> items(String id, InputItemListParams.Order order, long page) {
        return CLIENT
                .responses()
                .inputItems()
                .list(InputItemListParams.builder()
                        .responseId(id)
                        .order(order)
                        .limit(page)
                        .build())
                .autoPager()
                .stream()
                .map(ResponseItem::validate)
                .toList();
    }

    @Test
    void itemsOfEveryKindAreAnsweredAndListedInBothOrdersPageByPage() {
        Response response = create(ResponseCreateParams.builder().model("anton").inputOfResponse(everyKind()));
        assertThat(text(response)).startsWith("Thank you.");

        List<ResponseItem> items = items(response.id(), InputItemListParams.Order.ASC, 2);

        assertThat(items).hasSize(6);
        assertThat(items.get(0)
                        .asResponseInputMessageItem()
                        .content()
                        .getFirst()
                        .asInputText()
                        .text())
                .isEqualTo("Be brief.");
        List<ResponseInputContent> parts =
                items.get(1).asResponseInputMessageItem().content();
        assertThat(parts.get(0).asInputText().text()).isEqualTo("What is this?");
        assertThat(parts.get(1).asInputImage().imageUrl()).contains(PICTURE);
        assertThat(items.get(2).asFunctionCall().arguments()).isEqualTo("{\"at\":3}");
        assertThat(items.get(3).asFunctionCallOutput().output().asString()).isEqualTo("a tree");
        assertThat(items.get(4)
                        .asResponseOutputMessage()
                        .content()
                        .getFirst()
                        .asOutputText()
                        .text())
                .isEqualTo("A tree.");
        assertThat(items(response.id(), InputItemListParams.Order.DESC, 4)).isEqualTo(items.reversed());
    }

    @Test
    void aConversationGoesOnByItsIdWhetherOrNotAnybodyKnewIt() {
        Response first = create(request("/say one").conversation("sdk-unknown"));
        Response second = create(request("/say two").conversation("sdk-unknown"));

        for (Response response : List.of(first, second)) {
            assertThat(response.conversation().orElseThrow().id()).isEqualTo("sdk-unknown");
        }
        assertThat(SharedServer.api().items("sdk-unknown"))
                .extracting(item -> item.path("role").asString())
                .containsExactly("user", "assistant", "user", "assistant");
    }

    @Test
    void aResponseGoesOnInTheConversationOfThePreviousOne() {
        Response first = create(request("/say one"));
        Response second = create(request("/say two").previousResponseId(first.id()));

        assertThat(second.conversation()).isPresent().isEqualTo(first.conversation());
        assertThat(second.previousResponseId()).contains(first.id());
    }

    @Test
    void aFunctionsOutputMayComeByTheConversation() {
        FunctionTool look = FunctionTool.builder()
                .name("look")
                .strict(false)
                .parameters(FunctionTool.Parameters.builder()
                        .putAdditionalProperty("type", JsonValue.from("object"))
                        .build())
                .build();
        Response first = create(request("/tool look {}").addTool(look));
        ResponseFunctionToolCall call = first.output().stream()
                .flatMap(item -> item.functionCall().stream())
                .findFirst()
                .orElseThrow();

        Response next = create(ResponseCreateParams.builder()
                .model("anton")
                .conversation(first.conversation().orElseThrow().id())
                .addTool(look)
                .inputOfResponse(
                        List.of(ResponseInputItem.ofFunctionCallOutput(ResponseInputItem.FunctionCallOutput.builder()
                                .callId(call.callId())
                                .output("a tree")
                                .build()))));

        assertThat(next.status()).contains(ResponseStatus.COMPLETED);
        assertThat(next.conversation()).isEqualTo(first.conversation());
    }

    @Test
    void ofTwoAtOnceInOneConversationTheSecondWaitsAndBothAreAnswered() {
        try (StreamResponse<ResponseStreamEvent> first = CLIENT.responses()
                        .createStreaming(
                                request("/emit 600 5").conversation("sdk-busy").build());
                StreamResponse<ResponseStreamEvent> second = CLIENT.responses()
                        .createStreaming(
                                request("/say second").conversation("sdk-busy").build())) {
            List<ResponseStreamEvent> behind =
                    second.stream().map(ResponseStreamEvent::validate).toList();

            assertThat(behind.get(0).isCreated()).isTrue();
            assertThat(behind.get(1).isQueued()).isTrue();
            assertThat(behind.get(2).isInProgress()).isTrue();
            assertThat(text(behind.getLast().asCompleted().response())).startsWith("second");
            Response ahead = first.stream()
                    .flatMap(event -> event.completed().stream())
                    .findFirst()
                    .orElseThrow()
                    .response();
            assertThat(ahead.status()).contains(ResponseStatus.COMPLETED);
            assertThat(CLIENT.responses().retrieve(ahead.id()).completedAt().orElseThrow())
                    .isLessThanOrEqualTo(behind.getLast()
                            .asCompleted()
                            .response()
                            .completedAt()
                            .orElseThrow());
        }
    }

    @Test
    void whatIsNotToBeStoredIsInNoListAndCanBeReadByItsId() {
        Response hidden = create(request("/say hidden").store(false));
        Response listed = create(request("/say listed").store(true));

        String conversations =
                SharedServer.api().get("/conversations?limit=200").toString();
        assertThat(conversations)
                .contains(listed.conversation().orElseThrow().id())
                .doesNotContain(hidden.conversation().orElseThrow().id());
        assertThat(CLIENT.responses().retrieve(hidden.id()).validate()).isEqualTo(hidden);
    }

    @Test
    void whatARequestSaysIsGivenBackWithItsResponse() {
        Response response = create(request("/say so")
                .instructions("Answer in verse.")
                .maxOutputTokens(500)
                .temperature(0.5)
                .metadata(ResponseCreateParams.Metadata.builder()
                        .putProperty("topic", "trees")
                        .build()));

        assertThat(response.instructions().orElseThrow().asString()).isEqualTo("Answer in verse.");
        assertThat(response.maxOutputTokens()).contains(500L);
        assertThat(response.temperature()).contains(0.5);
        assertThat(response.metadata()
                        .orElseThrow()
                        ._additionalProperties()
                        .get("topic")
                        .asStringOrThrow())
                .isEqualTo("trees");
        assertThat(CLIENT.responses().retrieve(response.id()).validate()).isEqualTo(response);
    }
}
