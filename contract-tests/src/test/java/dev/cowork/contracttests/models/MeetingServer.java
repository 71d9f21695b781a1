package dev.cowork.contracttests.models;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.cowork.contracttests.contracts.Bundle;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * An MCP server whose tools wait for each other: a call says whether another one was there before it had to go. {@code look} and
 * {@code check} change nothing, {@code change} may; {@code look} goes last.
 */
final class MeetingServer implements AutoCloseable {

    private static final List<String> READING = List.of("look", "check");

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Duration patience;
    private int inside;
    private int met;

    /** @param patience how long a call waits for another one */
    MeetingServer(Duration patience) throws IOException {
        this.patience = patience;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
        server.setExecutor(threads);
        server.createContext("/mcp", this::handle);
        server.start();
    }

    /** What a project's {@code .mcp.json} says of it. */
    String configuration() {
        ObjectNode root = Bundle.JSON.createObjectNode();
        root.putObject("mcpServers")
                .putObject("meeting")
                .put("type", "http")
                .put("url", "http://127.0.0.1:" + server.getAddress().getPort() + "/mcp");
        return root.toString();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            if (!exchange.getRequestMethod().equals("POST")) {
                exchange.sendResponseHeaders(405, -1);
                return;
            }
            JsonNode message = Bundle.JSON.readTree(exchange.getRequestBody().readAllBytes());
            if (!message.has("id")) {
                exchange.sendResponseHeaders(202, -1);
                return;
            }
            ObjectNode answer = Bundle.JSON.createObjectNode().put("jsonrpc", "2.0");
            answer.set("id", message.path("id"));
            answer.set("result", result(message.path("method").asString(), message.path("params")));
            byte[] bytes = answer.toString().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    private JsonNode result(String method, JsonNode params) throws InterruptedException {
        ObjectNode result = Bundle.JSON.createObjectNode();
        switch (method) {
            case "initialize" -> {
                result.put("protocolVersion", params.path("protocolVersion").asString());
                result.putObject("capabilities").putObject("tools");
                result.putObject("serverInfo").put("name", "meeting").put("version", "1");
            }
            case "tools/list" -> {
                var tools = result.putArray("tools");
                for (String name : List.of("look", "check", "change")) {
                    ObjectNode tool = tools.addObject().put("name", name);
                    tool.putObject("inputSchema").put("type", "object");
                    tool.putObject("annotations").put("readOnlyHint", READING.contains(name));
                }
            }
            case "tools/call" -> {
                String name = params.path("name").asString();
                result.putArray("content")
                        .addObject()
                        .put("type", "text")
                        .put("text", name + (meets(name) ? " met another" : " was alone"));
            }
            default -> {} // ping
        }
        return result;
    }

    private synchronized boolean meets(String name) throws InterruptedException {
        long limit = System.nanoTime() + patience.toNanos();
        int before = met;
        inside++;
        met += inside > 1 ? 1 : 0;
        notifyAll();
        boolean meets = inside > 1 || await(limit, () -> met > before);
        if (meets && name.equals("look")) {
            await(limit, () -> inside == 1);
        }
        inside--;
        notifyAll();
        return meets;
    }

    private boolean await(long limit, BooleanSupplier condition) throws InterruptedException {
        while (!condition.getAsBoolean()) {
            long left = (limit - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                return false;
            }
            wait(left);
        }
        return true;
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
