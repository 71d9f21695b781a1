package dev.cowork.contracttests.openai;

import static dev.cowork.contracttests.openai.JavaSdk.CLIENT;
import static dev.cowork.contracttests.openai.JavaSdk.client;
import static dev.cowork.contracttests.openai.JavaSdk.create;
import static dev.cowork.contracttests.openai.JavaSdk.request;
import static dev.cowork.contracttests.openai.JavaSdk.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.openai.core.JsonValue;
import com.openai.core.http.StreamResponse;
import com.openai.errors.BadRequestException;
import com.openai.errors.NotFoundException;
import com.openai.helpers.ResponseAccumulator;
import com.openai.models.responses.FunctionTool;
import com.openai.models.responses.Response;
import com.openai.models.responses.ResponseCreateParams;
import com.openai.models.responses.ResponseFunctionToolCall;
import com.openai.models.responses.ResponseInputItem;
import com.openai.models.responses.ResponseOutputItem;
import com.openai.models.responses.ResponseRetrieveParams;
import com.openai.models.responses.ResponseStatus;
import com.openai.models.responses.ResponseStreamEvent;
import dev.cowork.contracttests.server.SharedServer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Catches: a server that the official Java SDK cannot work with. Everything it reads is validated by it as well. */
class JavaSdkTest {

    private static List<ResponseStreamEvent> read(StreamResponse<ResponseStreamEvent> stream) {
        try (stream) {
            return stream.stream().map(ResponseStreamEvent::validate).toList();
        }
    }

    @Test
    void modelsAreListed() {
        assertThat(CLIENT.models().list().data()).anyMatch(model -> model.id().equals("rehearsal"));
    }

    @Test
    void aResponseIsCreatedAndRetrieved() {
        Response created = create(request("/say Hello there"));

        assertThat(text(created)).startsWith("Hello there");
        assertThat(CLIENT.responses().retrieve(created.id()).validate()).isEqualTo(created);
    }

    @Test
    void aStreamIsAccumulatedAndResumedFromEachOfItsEvents() {
        List<ResponseStreamEvent> events = read(CLIENT.responses()
                .createStreaming(
                        request("/think first\n/tool list_files {}\n/emit 5").build()));
        ResponseAccumulator accumulator = ResponseAccumulator.create();
        events.forEach(accumulator::accumulate);

        Response response = accumulator.response();
        assertThat(response.status()).contains(ResponseStatus.COMPLETED);
        assertThat(response.output()).anyMatch(ResponseOutputItem::isReasoning).anyMatch(ResponseOutputItem::isMcpCall);
        assertThat(text(response))
                .isEqualTo(events.stream()
                        .flatMap(event -> event.outputTextDelta().stream())
                        .map(delta -> delta.delta())
                        .collect(Collectors.joining()));
        for (int i = 0; i < events.size(); i++) {
            ResponseRetrieveParams rest = ResponseRetrieveParams.builder()
                    .responseId(response.id())
                    .startingAfter(number(events.get(i)))
                    .build();
            assertThat(read(CLIENT.responses().retrieveStreaming(rest)))
                    .isEqualTo(events.subList(i + 1, events.size()));
        }
    }

    private static long number(ResponseStreamEvent event) {
        Map<?, ?> fields = event._json().orElseThrow().convert(Map.class);
        return ((Number) fields.get("sequence_number")).longValue();
    }

    @Test
    void aFunctionIsCalledAndItsOutputContinuesTheConversation() {
        FunctionTool look = FunctionTool.builder()
                .name("look")
                .strict(false)
                .parameters(FunctionTool.Parameters.builder()
                        .putAdditionalProperty("type", JsonValue.from("object"))
                        .build())
                .build();
        Response first = CLIENT.responses()
                .create(request("/tool look {\"at\":3}").addTool(look).build())
                .validate();
        ResponseFunctionToolCall call = first.output().stream()
                .flatMap(item -> item.functionCall().stream())
                .findFirst()
                .orElseThrow();
        assertThat(call.arguments()).isEqualTo("{\"at\":3}");

        Response next = CLIENT.responses()
                .create(ResponseCreateParams.builder()
                        .model("anton")
                        .previousResponseId(first.id())
                        .addTool(look)
                        .inputOfResponse(List.of(
                                ResponseInputItem.ofFunctionCallOutput(ResponseInputItem.FunctionCallOutput.builder()
                                        .callId(call.callId())
                                        .output("a tree")
                                        .build())))
                        .build())
                .validate();
        assertThat(next.status()).contains(ResponseStatus.COMPLETED);
        assertThat(next.previousResponseId()).contains(first.id());
    }

    @Test
    void anOutputOfACallThatNobodyMadeIsRefused() {
        String id = create(request("/say nothing to call")).id();
        assertThatThrownBy(() -> CLIENT.responses()
                        .create(ResponseCreateParams.builder()
                                .model("anton")
                                .previousResponseId(id)
                                .inputOfResponse(List.of(ResponseInputItem.ofFunctionCallOutput(
                                        ResponseInputItem.FunctionCallOutput.builder()
                                                .callId("call_of_nobody")
                                                .output("a tree")
                                                .build())))
                                .build()))
                .isInstanceOfSatisfying(BadRequestException.class, refused -> {
                    assertThat(refused.code()).contains("call_not_found");
                    assertThat(refused.param()).contains("input[0].call_id");
                });
    }

    @Test
    void aRunningResponseIsCancelled() {
        List<ResponseStreamEvent> events = new ArrayList<>();
        try (StreamResponse<ResponseStreamEvent> stream = CLIENT.responses()
                .createStreaming(request("/emit 3\n/slow 60000\n/say never").build())) {
            stream.stream().forEach(event -> {
                events.add(event.validate());
                if (event.isOutputTextDelta()
                        && events.stream().filter(e -> e.isOutputTextDelta()).count() == 1) {
                    Response cancelled = CLIENT.responses().cancel(id(events)).validate();
                    assertThat(cancelled.status()).contains(ResponseStatus.CANCELLED);
                }
            });
        }
        assertThat(events.getLast().isIncomplete()).isTrue();
        assertThat(CLIENT.responses().retrieve(id(events)).status()).contains(ResponseStatus.CANCELLED);
    }

    private static String id(List<ResponseStreamEvent> events) {
        return events.getFirst().created().orElseThrow().response().id();
    }

    @Test
    void aResponseIsDeleted() {
        String id = create(request("/say gone")).id();

        CLIENT.responses().delete(id);

        assertThatThrownBy(() -> CLIENT.responses().retrieve(id)).isInstanceOf(NotFoundException.class);
    }

    @Test
    void anUnsupportedParameterIsRefusedByItsName() {
        assertThatThrownBy(
                        () -> CLIENT.responses().create(request("x").topP(0.5).build()))
                .isInstanceOfSatisfying(BadRequestException.class, refused -> {
                    assertThat(refused.param()).contains("top_p");
                    assertThat(refused.code()).contains("unsupported_parameter");
                });
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1", "/api/v1"})
    void theSameVocabularyIsSpokenUnderTheOtherBases(String base) {
        Response response = client(SharedServer.server(), base, "any")
                .responses()
                .create(request("/say Here too").build());

        assertThat(text(response.validate())).startsWith("Here too");
    }
}
