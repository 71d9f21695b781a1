package dev.cowork.contracttests.openai;

import static dev.cowork.contracttests.openai.JavaSdk.client;
import static dev.cowork.contracttests.openai.JavaSdk.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.openai.core.http.StreamResponse;
import com.openai.errors.BadRequestException;
import com.openai.errors.NotFoundException;
import com.openai.errors.OpenAIServiceException;
import com.openai.errors.RateLimitException;
import com.openai.errors.UnauthorizedException;
import com.openai.errors.UnprocessableEntityException;
import com.openai.models.responses.EasyInputMessage;
import com.openai.models.responses.Response;
import com.openai.models.responses.ResponseCreateParams;
import com.openai.models.responses.ResponseFunctionCallOutputItem;
import com.openai.models.responses.ResponseFunctionToolCall;
import com.openai.models.responses.ResponseInputContent;
import com.openai.models.responses.ResponseInputImage;
import com.openai.models.responses.ResponseInputImageContent;
import com.openai.models.responses.ResponseInputItem;
import com.openai.models.responses.ResponseStatus;
import com.openai.models.responses.ResponseStreamEvent;
import com.openai.services.blocking.ResponseService;
import dev.cowork.contracttests.server.ServerProcess;
import dev.cowork.contracttests.server.SharedServer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Catches: refusals that the official Java SDK does not throw as what they are. */
class JavaSdkErrorsTest {

    private static final int MOST_WAITING = 20;

    private static final ResponseService RESPONSES = JavaSdk.CLIENT.responses();

    private static ResponseCreateParams.Builder items(ResponseInputItem... input) {
        return ResponseCreateParams.builder().model("anton").inputOfResponse(List.of(input));
    }

    /** What an SDK's exception says besides its class; {@code param} is null where no field is to blame. */
    private record Refusal(
            String what,
            Consumer<ResponseService> call,
            Class<? extends OpenAIServiceException> thrown,
            int status,
            String code,
            String param) {

        @Override
        public String toString() {
            return what;
        }
    }

    private static Refusal bad(String what, ResponseCreateParams.Builder request, String code, String param) {
        return new Refusal(
                what, responses -> responses.create(request.build()), BadRequestException.class, 400, code, param);
    }

    private static Refusal missing(String what, Consumer<ResponseService> call) {
        return new Refusal(what, call, NotFoundException.class, 404, "response_not_found", null);
    }

    private static ResponseInputItem picture(String url) {
        return ResponseInputItem.ofEasyInputMessage(EasyInputMessage.builder()
                .role(EasyInputMessage.Role.USER)
                .contentOfResponseInputMessageContentList(
                        List.of(ResponseInputContent.ofInputImage(ResponseInputImage.builder()
                                .detail(ResponseInputImage.Detail.AUTO)
                                .imageUrl(url)
                                .build())))
                .build());
    }

    private static ResponseInputItem.FunctionCallOutput.Builder output() {
        return ResponseInputItem.FunctionCallOutput.builder().callId("call_1");
    }

    private static Stream<Refusal> refusals() {
        String validation = "validation_failed";
        return Stream.of(
                missing("read what is not there", responses -> responses.retrieve("resp_missing")),
                missing("stop what is not there", responses -> responses.cancel("resp_missing")),
                missing("delete what is not there", responses -> responses.delete("resp_missing")),
                missing(
                        "list what is not there",
                        responses -> responses.inputItems().list("resp_missing")),
                new Refusal(
                        "go on from what is not there",
                        responses -> responses.create(
                                request("x").previousResponseId("resp_missing").build()),
                        NotFoundException.class,
                        404,
                        "previous_response_not_found",
                        "previous_response_id"),
                bad("a conversation of no name", request("x").conversation("no name"), validation, "conversation"),
                bad("too hot", request("x").temperature(2.5), validation, "temperature"),
                bad("no tokens", request("x").maxOutputTokens(0), validation, "max_output_tokens"),
                bad("too long", request("x".repeat((1 << 20) + 1)), validation, "input"),
                bad(
                        "a picture from elsewhere",
                        items(picture("https://example.com/a.png")),
                        validation,
                        "input[0].content[0].image_url"),
                bad(
                        "an output without its call",
                        items(ResponseInputItem.ofFunctionCallOutput(
                                output().output("a tree").build())),
                        "call_not_found",
                        "input[0].call_id"),
                bad(
                        "a picture in an output",
                        items(
                                ResponseInputItem.ofFunctionCall(ResponseFunctionToolCall.builder()
                                        .callId("call_1")
                                        .name("look")
                                        .arguments("{}")
                                        .build()),
                                ResponseInputItem.ofFunctionCallOutput(
                                        output().outputOfResponseFunctionCallOutputItemList(
                                                        List.of(ResponseFunctionCallOutputItem.ofInputImage(
                                                                ResponseInputImageContent.builder()
                                                                        .imageUrl("data:image/png;base64,iVBORw0KGgo=")
                                                                        .build())))
                                                .build())),
                        validation,
                        "input[1].output[0].type"));
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void aRefusalIsThrownWithItsStatusCodeTypeAndParam(Refusal refusal) {
        OpenAIServiceException thrown =
                catchThrowableOfType(refusal.thrown(), () -> refusal.call().accept(RESPONSES));

        assertThat(thrown.statusCode()).isEqualTo(refusal.status());
        assertThat(thrown.code()).contains(refusal.code());
        assertThat(thrown.type()).contains("invalid_request_error");
        assertThat(thrown.param().orElse(null)).isEqualTo(refusal.param());
        assertThat(thrown.getMessage()).as("a sentence").containsPattern("\\w+ \\w+ \\w+");
    }

    @Test
    void aKeyThatIsUsedForAnotherRequestIsRefused() {
        RESPONSES.create(request("/say one")
                .putAdditionalHeader("Idempotency-Key", "sdk-once")
                .build());

        UnprocessableEntityException thrown = catchThrowableOfType(
                UnprocessableEntityException.class,
                () -> RESPONSES.create(request("/say two")
                        .putAdditionalHeader("Idempotency-Key", "sdk-once")
                        .build()));

        assertThat(thrown.code()).contains("idempotency_key_reused");
    }

    @Test
    void aFullQueueIsARateLimit() {
        List<StreamResponse<ResponseStreamEvent>> open = new ArrayList<>();
        try {
            for (int i = 0; i <= MOST_WAITING; i++) {
                open.add(RESPONSES.createStreaming(
                        request("/slow 60000").conversation("sdk-full").build()));
            }

            RateLimitException thrown = catchThrowableOfType(
                    RateLimitException.class,
                    () -> RESPONSES.create(
                            request("/say late").conversation("sdk-full").build()));

            assertThat(thrown.code()).contains("queue_full");
            assertThat(thrown.type()).contains("rate_limit_error");
            assertThat(thrown.headers().values("Retry-After")).isNotEmpty();
        } finally {
            SharedServer.api().cancel("sdk-full");
            open.forEach(StreamResponse::close);
        }
    }

    @Test
    void aWrongKeyIsUnauthorizedWhereATokenIsConfigured() {
        try (ServerProcess server =
                ServerProcess.start(Map.of("COWORK_REQUIRE_AUTH", "true", "COWORK_AUTH_TOKEN", "the-right-one"))) {
            UnauthorizedException thrown = catchThrowableOfType(
                    UnauthorizedException.class,
                    () -> client(server, JavaSdk.BASE, "a-wrong-one").models().list());

            assertThat(thrown.type()).contains("authentication_error");
            assertThat(client(server, JavaSdk.BASE, "the-right-one")
                            .models()
                            .list()
                            .data())
                    .isNotEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"rate_limited rate_limit_exceeded", "content_too_large invalid_prompt", "x server_error"})
    void aModelThatFailsIsAFailedResponseAndNoException(String codes) {
        String[] both = codes.split(" ");

        Response response =
                RESPONSES.create(request("/fail " + both[0]).build()).validate();

        assertThat(response.status()).contains(ResponseStatus.FAILED);
        assertThat(response.error().orElseThrow().code().asString()).isEqualTo(both[1]);
        assertThat(response.error().orElseThrow().message()).isNotBlank();
    }
}
