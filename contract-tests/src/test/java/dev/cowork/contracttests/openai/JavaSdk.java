package dev.cowork.contracttests.openai;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.models.responses.Response;
import com.openai.models.responses.ResponseCreateParams;
import dev.cowork.contracttests.server.ServerProcess;
import dev.cowork.contracttests.server.SharedServer;
import java.util.stream.Collectors;

/** The official Java SDK as the tests of it use it: it never tries again by itself. */
final class JavaSdk {

    static final String BASE = "/openai/v1";

    /** Speaks to the server that the tests share. */
    static final OpenAIClient CLIENT = client(SharedServer.server(), BASE, "any");

    private JavaSdk() {}

    static OpenAIClient client(ServerProcess server, String base, String key) {
        return OpenAIOkHttpClient.builder()
                .apiKey(key)
                .baseUrl(server.base() + base)
                .maxRetries(0)
                .build();
    }

    static ResponseCreateParams.Builder request(String input) {
        return ResponseCreateParams.builder().model("anton").input(input);
    }

    /** The whole answer, validated. */
    static Response create(ResponseCreateParams.Builder request) {
        return CLIENT.responses().create(request.build()).validate();
    }

    /** What the messages of an answer say. */
    static String text(Response response) {
        return response.output().stream()
                .flatMap(item -> item.message().stream())
                .flatMap(message -> message.content().stream())
                .flatMap(content -> content.outputText().stream())
                .map(text -> text.text())
                .collect(Collectors.joining());
    }
}
