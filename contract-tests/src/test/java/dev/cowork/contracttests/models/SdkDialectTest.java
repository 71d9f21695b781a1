package dev.cowork.contracttests.models;

import static org.assertj.core.api.Assertions.assertThat;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.JsonValue;
import com.openai.models.responses.EasyInputMessage;
import com.openai.models.responses.FunctionTool;
import com.openai.models.responses.Response;
import com.openai.models.responses.ResponseCreateParams;
import com.openai.models.responses.ResponseFunctionToolCall;
import com.openai.models.responses.ResponseInputContent;
import com.openai.models.responses.ResponseInputImage;
import com.openai.models.responses.ResponseInputItem;
import com.openai.models.responses.ResponseInputText;
import com.openai.models.responses.ResponseStatus;
import com.openai.models.responses.ResponseUsage;
import dev.cowork.contracttests.server.ServerProcess;
import dev.cowork.modelstub.ModelStub;
import dev.cowork.modelstub.ModelStubOptions;
import dev.cowork.modelstub.RecordedRequest;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/** Catches: what a request of an official SDK says and the model never hears, in any of the dialects of models. */
class SdkDialectTest {

    private static final String KEY = "sk-sdk-dialect-4c1f";
    private static final FunctionTool LOOK = FunctionTool.builder()
            .name("look_around")
            .description("Looks around")
            .strict(false)
            .parameters(FunctionTool.Parameters.builder()
                    .putAdditionalProperty("type", JsonValue.from("object"))
                    .build())
            .build();

    private static ServerProcess server;
    private static OpenAIClient client;
    private ModelStub stub;

    @BeforeAll
    static void startServer() {
        server = ServerProcess.start();
        client = OpenAIOkHttpClient.builder()
                .apiKey("any")
                .baseUrl(server.base() + "/openai/v1")
                .maxRetries(0)
                .build();
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    @BeforeEach
    void start() throws IOException {
        stub = ModelStub.start(ModelStubOptions.defaults().withKey(KEY));
    }

    @AfterEach
    void stop() {
        stub.close();
    }

    /** Models that think take no temperature. */
    private void speak(Spoken spoken) {
        Map<String, String> settings = new HashMap<>(spoken.settings(stub.baseUrl(), KEY));
        settings.put("planning_reasoning_effort", "");
        server.api().settings(settings);
    }

    private static ResponseCreateParams.Builder request() {
        return ResponseCreateParams.builder().model("anton");
    }

    private static Response create(ResponseCreateParams.Builder request) {
        return client.responses().create(request.build()).validate();
    }

    private JsonNode asked() {
        List<RecordedRequest> posts = stub.requests().stream()
                .filter(request -> request.method().equals("POST"))
                .toList();
        assertThat(posts).extracting(RecordedRequest::status).containsOnly(200);
        return posts.getLast().body();
    }

    private static int limit(JsonNode body) {
        return List.of("max_tokens", "max_output_tokens", "max_completion_tokens").stream()
                .filter(body::has)
                .map(name -> body.path(name).asInt())
                .findFirst()
                .orElse(0);
    }

    @ParameterizedTest
    @EnumSource
    void instructionsLimitTemperatureAndFunctionsReachTheModelMetadataDoesNotAndUsageComesBack(Spoken spoken) {
        speak(spoken);

        Response response = create(request()
                .input("!usage 500 60 200\n!say Rhymes.")
                .instructions("Answer in verse, always.")
                .maxOutputTokens(777)
                .temperature(0.25)
                .metadata(ResponseCreateParams.Metadata.builder()
                        .putAdditionalProperty("customer", JsonValue.from("not-for-models"))
                        .build())
                .addTool(LOOK));

        JsonNode body = asked();
        assertThat(body.toString())
                .contains("Answer in verse, always.", "look_around", "Looks around")
                .doesNotContain("not-for-models");
        assertThat(limit(body)).isEqualTo(777);
        assertThat(body.path("temperature").asDouble()).isEqualTo(0.25);
        ResponseUsage usage = response.usage().orElseThrow();
        assertThat(usage.inputTokens()).isEqualTo(500);
        assertThat(usage.inputTokensDetails().cachedTokens()).isEqualTo(200);
        assertThat(usage.outputTokens()).isEqualTo(60);
        assertThat(usage.totalTokens()).isEqualTo(560);
    }

    @ParameterizedTest
    @EnumSource
    void aPictureOfAnItemReachesTheModelInThisTurnAndInTheNext(Spoken spoken) {
        speak(spoken);

        Response first = create(request()
                .inputOfResponse(List.of(ResponseInputItem.ofEasyInputMessage(EasyInputMessage.builder()
                        .role(EasyInputMessage.Role.USER)
                        .contentOfResponseInputMessageContentList(List.of(
                                ResponseInputContent.ofInputText(ResponseInputText.builder()
                                        .text("!say I see.")
                                        .build()),
                                ResponseInputContent.ofInputImage(ResponseInputImage.builder()
                                        .detail(ResponseInputImage.Detail.AUTO)
                                        .imageUrl("data:image/png;base64,iVBORw0KGgo=")
                                        .build())))
                        .build()))));
        assertThat(asked().toString()).contains("iVBORw0KGgo=");

        create(request().input("!say Still.").previousResponseId(first.id()));
        assertThat(asked().toString()).contains("iVBORw0KGgo=", "Still.");
    }

    @ParameterizedTest
    @EnumSource
    void aFunctionsOutputReachesTheModelBehindItsCall(Spoken spoken) {
        speak(spoken);
        Response first = create(request()
                .input("!tool look_around {\"at\": 3}\n!say A tree it is.")
                .addTool(LOOK));
        ResponseFunctionToolCall call = first.output().stream()
                .flatMap(item -> item.functionCall().stream())
                .findFirst()
                .orElseThrow();

        Response next = create(request()
                .inputOfResponse(
                        List.of(ResponseInputItem.ofFunctionCallOutput(ResponseInputItem.FunctionCallOutput.builder()
                                .callId(call.callId())
                                .output("a tree with a nest")
                                .build())))
                .previousResponseId(first.id())
                .addTool(LOOK));

        assertThat(spoken.outputs(asked())).containsExactly("a tree with a nest");
        assertThat(next.status()).contains(ResponseStatus.COMPLETED);
    }

    @ParameterizedTest
    @EnumSource
    void anAnswerThatTheLimitCutsIsIncompleteAndSaysWhy(Spoken spoken) {
        speak(spoken);

        Response response =
                create(request().input("!say Once upon a\n!stop length").maxOutputTokens(20));

        assertThat(response.status()).contains(ResponseStatus.INCOMPLETE);
        assertThat(response.incompleteDetails()
                        .orElseThrow()
                        .reason()
                        .orElseThrow()
                        .asString())
                .isEqualTo("max_output_tokens");
    }
}
