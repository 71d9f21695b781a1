package dev.cowork.server.models;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A model server that does what a test wrote down, one script a request; the last one is repeated. */
public final class ScriptedChatServer implements AutoCloseable {

    /** Answers one request. */
    public interface Script {
        Publisher<Void> answer(HttpServerRequest request, HttpServerResponse response);
    }

    /** A request as it came. */
    public record Seen(String path, String authorization, HttpHeaders headers, JsonNode body) {}

    private final Queue<Script> scripts = new ConcurrentLinkedQueue<>();
    private final List<Seen> seen = new CopyOnWriteArrayList<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final DisposableServer server;

    private ScriptedChatServer() {
        server = HttpServer.create()
                .host("127.0.0.1")
                .port(0)
                .doOnConnection(connection -> connection.onDispose(closed::countDown))
                .handle((request, response) -> request.receive()
                        .aggregate()
                        .asString(StandardCharsets.UTF_8)
                        .defaultIfEmpty("null")
                        .flatMap(body -> Mono.from(answer(request, response, body))))
                .bindNow();
    }

    public static ScriptedChatServer start() {
        return new ScriptedChatServer();
    }

    private Publisher<Void> answer(HttpServerRequest request, HttpServerResponse response, String body) {
        JsonNode json = JsonMapper.shared().readTree(body);
        String authorization = request.requestHeaders().get("authorization", "");
        seen.add(new Seen(request.uri(), authorization, request.requestHeaders().copy(), json));
        Script script = scripts.size() > 1 ? scripts.poll() : scripts.peek();
        return script == null ? response.status(501).send() : script.answer(request, response);
    }

    public ScriptedChatServer then(Script script) {
        scripts.add(script);
        return this;
    }

    /** Forgets the oldest script that was written down. */
    public ScriptedChatServer skip() {
        scripts.poll();
        return this;
    }

    public String base() {
        return "http://127.0.0.1:" + server.port() + "/v1";
    }

    public List<Seen> seen() {
        return seen;
    }

    /** Whether a connection has been closed by now, or is within the time. */
    public boolean closedWithin(Duration time) throws InterruptedException {
        return closed.await(time.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        server.disposeNow(Duration.ofSeconds(2));
    }

    /** Events with these data, and the end. */
    public static Script events(String... data) {
        return raw(200, Map.of("content-type", "text/event-stream"), wire(data) + "data: [DONE]\n\n");
    }

    public static String wire(String... data) {
        StringBuilder out = new StringBuilder();
        for (String one : data) {
            out.append("data: ").append(one).append("\n\n");
        }
        return out.toString();
    }

    /** Each piece in a write of its own. */
    public static Script raw(int status, Map<String, String> headers, String... pieces) {
        byte[][] bytes = new byte[pieces.length][];
        for (int i = 0; i < pieces.length; i++) {
            bytes[i] = pieces[i].getBytes(StandardCharsets.UTF_8);
        }
        return bytes(status, headers, bytes);
    }

    public static Script bytes(int status, Map<String, String> headers, byte[]... pieces) {
        return (request, response) -> {
            headers.forEach(response::header);
            return response.status(status).send(Flux.fromArray(pieces).map(Unpooled::wrappedBuffer), buffer -> true);
        };
    }

    public static Script status(int status, String body) {
        return raw(status, Map.of("content-type", "application/json"), body);
    }

    /** The pieces, then nothing more. */
    public static Script hang(String... pieces) {
        return (request, response) -> response.header("content-type", "text/event-stream")
                .send(
                        Flux.fromArray(pieces)
                                .map(piece -> Unpooled.wrappedBuffer(piece.getBytes(StandardCharsets.UTF_8)))
                                .concatWith(Flux.never()),
                        buffer -> true);
    }

    /** The pieces, then the connection is closed in the middle of the body. */
    public static Script cut(String... pieces) {
        return (request, response) -> response.header("content-type", "text/event-stream")
                .send(
                        Flux.fromArray(pieces)
                                .map(piece -> Unpooled.wrappedBuffer(piece.getBytes(StandardCharsets.UTF_8)))
                                .concatWith(Mono.fromRunnable(() -> response.withConnection(connection ->
                                                connection.channel().close()))
                                        .then(Mono.never())),
                        buffer -> true);
    }

    public static String text(String text) {
        return "{\"id\":\"c1\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"" + text + "\"}}]}";
    }

    public static String finish(String reason) {
        return "{\"id\":\"c1\",\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"" + reason + "\"}]}";
    }

    /** A chunk with a piece of a tool call; nulls are left out. */
    public static String toolCall(Integer index, String id, String name, String arguments) {
        var chunk = JsonMapper.shared().createObjectNode().put("id", "c1");
        var call = chunk.putArray("choices")
                .addObject()
                .put("index", 0)
                .putObject("delta")
                .putArray("tool_calls")
                .addObject();
        if (index != null) {
            call.put("index", index);
        }
        if (id != null) {
            call.put("id", id);
        }
        var function = call.putObject("function");
        if (name != null) {
            function.put("name", name);
        }
        function.put("arguments", arguments);
        return chunk.toString();
    }
}
