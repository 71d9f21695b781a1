package dev.cowork.server.mcp;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** A streamable HTTP server that does what servers should not do: how it begins is its path, what it does then the tool. */
final class HostileHttpServer implements AutoCloseable {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    final List<String> requests = new CopyOnWriteArrayList<>();
    final List<String> cancelled = new CopyOnWriteArrayList<>();

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final CountDownLatch over = new CountDownLatch(1);
    private volatile boolean forgetful;
    private volatile boolean deaf;

    HostileHttpServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 64);
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    String url(String path) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + path;
    }

    private void handle(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        JsonNode message = exchange.getRequestMethod().equals("POST")
                ? JSON.readTree(exchange.getRequestBody().readAllBytes())
                : NODES.objectNode();
        String method = message.path("method").asString(exchange.getRequestMethod());
        requests.add(path + " " + method + " " + exchange.getRequestHeaders().getFirst("X-Team"));
        try (exchange) {
            switch (path) {
                case "/login" -> status(exchange, 401);
                case "/moved" -> {
                    exchange.getResponseHeaders().set("Location", url("/mcp"));
                    status(exchange, 307);
                }
                case "/silent" -> over.await();
                case "/html" -> body(exchange, "text/html", "<h1>hello</h1>");
                default -> answer(exchange, method, message);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void answer(HttpExchange exchange, String method, JsonNode message)
            throws IOException, InterruptedException {
        if (deaf && !method.equals("initialize")) {
            over.await();
        }
        switch (method) {
            case "initialize" -> {
                forgetful = false;
                deaf = false;
                ObjectNode result = NODES.objectNode()
                        .put(
                                "protocolVersion",
                                message.path("params").path("protocolVersion").stringValue());
                result.putObject("capabilities").putObject("tools");
                result.putObject("serverInfo").put("name", "hostile").put("version", "1");
                exchange.getResponseHeaders().set("Mcp-Session-Id", "s1");
                result(exchange, message, result);
            }
            case "tools/list" -> {
                ObjectNode result = NODES.objectNode();
                result.putArray("tools")
                        .addObject()
                        .put("name", "echo")
                        .putObject("inputSchema")
                        .put("type", "object");
                result(exchange, message, result);
            }
            case "tools/call" -> call(exchange, message);
            case "ping" -> result(exchange, message, NODES.objectNode());
            case "notifications/cancelled" -> {
                cancelled.add(message.path("params").path("requestId").asString());
                status(exchange, 202);
            }
            case "GET" -> status(exchange, 405);
            default -> status(exchange, 202);
        }
    }

    private void call(HttpExchange exchange, JsonNode message) throws IOException, InterruptedException {
        if (forgetful) {
            status(exchange, 404);
            return;
        }
        JsonNode token = message.path("params").path("_meta").path("progressToken");
        switch (message.path("params").path("name").asString()) {
            case "echo" -> result(exchange, message, text("echoed"));
            case "forgets" -> {
                forgetful = true;
                result(exchange, message, text("forgotten"));
            }
            case "streams" -> {
                OutputStream out = events(exchange);
                for (int i = 1; i <= 2; i++) {
                    ObjectNode params = NODES.objectNode().put("progress", i).put("message", "step");
                    params.set("progressToken", token);
                    event(out, notification("notifications/progress", params));
                }
                event(out, answer(message, text("streamed")));
            }
            case "hang" -> over.await();
            case "deaf" -> {
                deaf = true;
                over.await();
            }
            case "dies" -> events(exchange).write(":\n\n".getBytes(StandardCharsets.UTF_8));
            case "floods" -> {
                OutputStream out = events(exchange);
                while (true) {
                    event(
                            out,
                            notification(
                                    "notifications/message", NODES.objectNode().put("data", "x")));
                }
            }
            case "huge" -> {
                OutputStream out = events(exchange);
                out.write("data: ".getBytes(StandardCharsets.UTF_8));
                endless(out);
            }
            case "hugeBody" -> {
                exchange.getResponseHeaders().set("Content-Type", "application/json");
                exchange.sendResponseHeaders(200, 0);
                endless(exchange.getResponseBody());
            }
            case "garbage" -> body(exchange, "application/json", "[1,2");
            default -> status(exchange, 500);
        }
    }

    private static void endless(OutputStream out) throws IOException {
        byte[] piece = "y".repeat(8_192).getBytes(StandardCharsets.UTF_8);
        while (true) {
            out.write(piece);
            out.flush();
        }
    }

    private static OutputStream events(HttpExchange exchange) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
        exchange.sendResponseHeaders(200, 0);
        return exchange.getResponseBody();
    }

    private static void event(OutputStream out, JsonNode message) throws IOException {
        out.write(("event: message\ndata: " + message + "\n\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    private static JsonNode text(String text) {
        ObjectNode result = NODES.objectNode();
        result.putArray("content").addObject().put("type", "text").put("text", text);
        return result;
    }

    private static JsonNode notification(String method, JsonNode params) {
        ObjectNode notification = NODES.objectNode().put("jsonrpc", "2.0").put("method", method);
        notification.set("params", params);
        return notification;
    }

    private static JsonNode answer(JsonNode request, JsonNode result) {
        ObjectNode answer = NODES.objectNode().put("jsonrpc", "2.0");
        answer.set("id", request.path("id"));
        answer.set("result", result);
        return answer;
    }

    private static void result(HttpExchange exchange, JsonNode request, JsonNode result) throws IOException {
        body(exchange, "application/json", answer(request, result).toString());
    }

    private static void body(HttpExchange exchange, String type, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(200, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    private static void status(HttpExchange exchange, int status) throws IOException {
        exchange.sendResponseHeaders(status, -1);
    }

    @Override
    public void close() {
        over.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
