package dev.cowork.contracttests.models;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.cowork.contracttests.contracts.Bundle;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A provider that speaks chat completions and says what a test tells it to say. */
public final class ModelServer implements AutoCloseable {

    /** Answers one request. */
    public interface Script {
        /** Reads nothing more of the request and writes the whole answer. */
        void answer(HttpExchange exchange) throws IOException;
    }

    private final HttpServer server;
    private final ExecutorService threads =
            Executors.newCachedThreadPool(Thread.ofPlatform().daemon().factory());
    private final Queue<Script> scripts = new ConcurrentLinkedQueue<>();
    private volatile Function<JsonNode, Script> otherwise =
            request -> exchange -> send(exchange, 500, "{\"error\":{\"message\":\"nothing is scripted\"}}");
    private final List<JsonNode> requests = new CopyOnWriteArrayList<>();
    private final List<String> keys = new CopyOnWriteArrayList<>();

    /** Starts on a free port of this machine. */
    public ModelServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
        server.setExecutor(threads);
        server.createContext("/v1/models", exchange -> {
            send(exchange, 200, "{\"object\":\"list\",\"data\":[{\"id\":\"scripted\",\"object\":\"model\"}]}");
        });
        server.createContext("/v1/chat/completions", this::completion);
        server.start();
    }

    /** Its base URL, as the setting wants it. */
    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/v1";
    }

    /** What is to be answered next; each script answers one request. */
    public ModelServer then(Script script) {
        scripts.add(script);
        return this;
    }

    /** What answers a request when nothing is scripted. */
    public ModelServer otherwise(Function<JsonNode, Script> answer) {
        otherwise = answer;
        return this;
    }

    /** The bodies of all requests so far. */
    public List<JsonNode> requests() {
        return requests;
    }

    /** The authorization headers of all requests so far. */
    public List<String> keys() {
        return keys;
    }

    private void completion(HttpExchange exchange) throws IOException {
        keys.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
        JsonNode request = Bundle.JSON.readTree(exchange.getRequestBody().readAllBytes());
        requests.add(request);
        Script script = scripts.poll();
        (script == null ? otherwise.apply(request) : script).answer(exchange);
    }

    /** A plain answer. */
    public static void send(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(bytes);
        }
    }

    /** A refusal in the usual form. */
    public static Script refusal(int status, String code, String message) {
        ObjectNode body = Bundle.JSON.createObjectNode();
        body.putObject("error")
                .put("message", message)
                .put("type", "invalid_request_error")
                .put("code", code);
        return exchange -> send(exchange, status, body.toString());
    }

    /** A stream of these chunks. */
    public static Script stream(List<String> chunks) {
        return exchange -> {
            exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
            exchange.sendResponseHeaders(200, 0);
            try (OutputStream out = exchange.getResponseBody()) {
                for (String chunk : chunks) {
                    out.write(("data: " + chunk + "\n\n").getBytes(StandardCharsets.UTF_8));
                    out.flush();
                }
            }
        };
    }

    /** A chunk with a piece of text. */
    public static String text(String piece) {
        return chunk(Bundle.JSON.createObjectNode().put("role", "assistant").put("content", piece), null);
    }

    /** A chunk that calls a tool. */
    public static String call(String id, String name, String arguments) {
        return call(id, name, arguments, 0);
    }

    /** A chunk that calls one of several tools; {@code index} is its place among them. */
    public static String call(String id, String name, String arguments, int index) {
        ObjectNode delta = Bundle.JSON.createObjectNode().put("role", "assistant");
        ArrayNode calls = delta.putArray("tool_calls");
        calls.addObject()
                .put("index", index)
                .put("id", id)
                .put("type", "function")
                .putObject("function")
                .put("name", name)
                .put("arguments", arguments);
        return chunk(delta, null);
    }

    /** The chunk that says why the answer ends. */
    public static String finish(String reason) {
        return chunk(Bundle.JSON.createObjectNode(), reason);
    }

    /** The chunk with the tokens. */
    public static String usage(int read, int cached, int written, int reasoning) {
        ObjectNode chunk = Bundle.JSON.createObjectNode().put("id", "chunk").put("object", "chat.completion.chunk");
        chunk.putArray("choices");
        ObjectNode usage = chunk.putObject("usage")
                .put("prompt_tokens", read)
                .put("completion_tokens", written)
                .put("total_tokens", read + written);
        usage.putObject("prompt_tokens_details").put("cached_tokens", cached);
        usage.putObject("completion_tokens_details").put("reasoning_tokens", reasoning);
        return chunk.toString();
    }

    private static String chunk(ObjectNode delta, String reason) {
        ObjectNode chunk = Bundle.JSON
                .createObjectNode()
                .put("id", "chunk")
                .put("object", "chat.completion.chunk")
                .put("created", 1)
                .put("model", "scripted");
        ObjectNode choice = chunk.putArray("choices").addObject().put("index", 0);
        choice.set("delta", delta);
        choice.put("finish_reason", reason);
        return chunk.toString();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
