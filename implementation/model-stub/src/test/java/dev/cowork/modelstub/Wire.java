package dev.cowork.modelstub;

import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What a client of a dialect does: asks, reads a stream, and goes on with the results of its tools. */
enum Wire {
    ANTHROPIC("/v1/messages", new AnthropicClient()),
    RESPONSES("/v1/responses", new ResponsesClient()),
    CHAT("/v1/chat/completions", new ChatClient());

    private final String path;
    private final Client client;

    Wire(String path, Client client) {
        this.path = path;
        this.client = client;
    }

    /** A call as a client puts it together. */
    record Call(String id, String name, String arguments, int pieces) {}

    /** Input, output and cached tokens. */
    record Counted(int input, int output, int cached) {}

    interface Client {
        /** A streamed request that wants reasoning. */
        ObjectNode ask(String script);

        String text(List<JsonNode> events);

        String thought(List<JsonNode> events);

        List<Call> calls(List<JsonNode> events);

        String stop(List<JsonNode> events);

        Counted usage(List<JsonNode> events);

        /** The next request: what was answered, and the results of its calls. */
        ObjectNode goOn(ObjectNode request, List<JsonNode> events);
    }

    String path() {
        return path;
    }

    Client client() {
        return client;
    }
}
