package dev.cowork.server.mcp;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.io.BufferedReader;
import java.io.File;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** An MCP server that does what servers should not do. A process of its own; its argument says how it begins. */
final class HostileServer {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final PrintStream OUT = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    private static final List<String> CANCELLED = new CopyOnWriteArrayList<>();

    private HostileServer() {}

    /** The words that start it in another process. */
    static List<String> words(String mode) {
        return List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "-XX:TieredStopAtLevel=1",
                "-Xmx64m",
                "-cp",
                Stream.of(HostileServer.class, JsonMapper.class, JsonParser.class, JsonInclude.class)
                        .map(HostileServer::place)
                        .collect(Collectors.joining(File.pathSeparator)),
                HostileServer.class.getName(),
                mode);
    }

    private static String place(Class<?> of) {
        return Path.of(URI.create(
                        of.getProtectionDomain().getCodeSource().getLocation().toString()))
                .toString();
    }

    public static void main(String[] arguments) throws Exception {
        String mode = arguments[0];
        if (mode.equals("dies")) {
            System.err.println("no license, and the key is sk-abcdefghijklmnop");
            System.exit(3);
        }
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            JsonNode message = JSON.readTree(line);
            if (!mode.equals("silent")) {
                answer(mode, message);
            }
        }
    }

    private static void answer(String mode, JsonNode message) throws Exception {
        switch (message.path("method").asString("")) {
            case "initialize" -> {
                ObjectNode result = NODES.objectNode()
                        .put(
                                "protocolVersion",
                                message.path("params").path("protocolVersion").stringValue());
                ObjectNode capabilities = result.putObject("capabilities");
                if (!mode.equals("toolless")) {
                    capabilities.putObject("tools").put("listChanged", true);
                }
                result.putObject("serverInfo").put("name", "hostile").put("version", "1");
                result(message, result);
            }
            case "tools/list" -> tools(mode, message);
            case "tools/call" -> call(message);
            case "ping" -> result(message, NODES.objectNode());
            case "notifications/cancelled" ->
                CANCELLED.add(message.path("params").path("requestId").asString());
            default -> {}
        }
    }

    private static void tools(String mode, JsonNode message) {
        ObjectNode result = NODES.objectNode();
        ArrayNode tools = result.putArray("tools");
        for (String name : List.of("zeta", "echo", "hang")) {
            ObjectNode tool = tools.addObject().put("name", name).put("description", "Does " + name + ".");
            tool.putObject("inputSchema")
                    .put("type", "object")
                    .putObject("properties")
                    .putObject("text")
                    .putNull("default");
            tool.putObject("annotations").put("readOnlyHint", name.equals("echo"));
        }
        if (mode.equals("endless")) {
            result.put("nextCursor", "more");
        }
        if (mode.equals("unseen")) {
            tools.addObject().put("name", "zeta\0").putObject("inputSchema").put("type", "object");
        }
        if (mode.equals("huge")) {
            tools.addObject()
                    .put("name", "big")
                    .putObject("inputSchema")
                    .put("type", "object")
                    .put("note", "x".repeat(100_000));
        }
        result(message, result);
    }

    private static void call(JsonNode message) throws Exception {
        JsonNode arguments = message.path("params").path("arguments");
        JsonNode token = message.path("params").path("_meta").path("progressToken");
        switch (message.path("params").path("name").asString()) {
            case "echo" -> text(message, arguments.path("text").asString("nothing"));
            case "folder" -> text(message, System.getProperty("user.dir"));
            case "environment" ->
                text(message, String.join(" ", System.getenv().keySet()) + " " + System.getenv("GIVEN"));
            case "cancelled" -> text(message, CANCELLED.size() + " cancelled");
            case "fails" ->
                result(message, NODES.objectNode().put("isError", true).set("content", content("no such row")));
            case "refuses" -> {
                ObjectNode error = NODES.objectNode().put("jsonrpc", "2.0");
                error.set("id", message.path("id"));
                error.putObject("error").put("code", -32602).put("message", "bad\nrow");
                OUT.println(error);
            }
            case "structured" -> {
                ObjectNode result = NODES.objectNode();
                result.putArray("content");
                result.putObject("structuredContent").put("rows", 2).putNull("next");
                result(message, result);
            }
            case "picture" -> {
                ObjectNode result = NODES.objectNode();
                ArrayNode content = result.putArray("content");
                content.addObject().put("type", "text").put("text", "a plot");
                content.addObject()
                        .put("type", "image")
                        .put("mimeType", "image/png")
                        .put("data", "QUJD");
                content.addObject()
                        .put("type", "resource_link")
                        .put("uri", "file:///a.txt")
                        .put("name", "a.txt");
                result(message, result);
            }
            case "progresses" -> {
                for (int i = 1; i <= 3; i++) {
                    progress(token, i);
                }
                text(message, "done");
            }
            case "unreadable" -> result(message, NODES.objectNode().put("content", 7));
            case "garbage" -> {
                OUT.println("Listening on stdio!");
                OUT.println("{\"jsonrpc\":\"2.0\",\"id\":\"nobody\",\"result\":{}}");
                OUT.println("[1,2");
                OUT.println("{\"jsonrpc\":\"1.0\"}");
                text(message, "after garbage");
            }
            case "changes" -> {
                notify("notifications/tools/list_changed", NODES.objectNode());
                text(message, "changed");
            }
            case "hang" -> {} // goes on listening
            case "busy" -> Thread.ofPlatform().daemon().start(() -> progress(token));
            case "deaf" -> Thread.sleep(600_000);
            case "dies" -> {
                System.err.println("out of memory, Authorization: Bearer abcdefghijklmnop");
                System.exit(1);
            }
            case "floods" -> {
                while (!OUT.checkError()) {
                    notify("notifications/message", NODES.objectNode().put("data", "x"));
                }
            }
            case "huge" -> {
                while (!OUT.checkError()) {
                    OUT.print("y".repeat(8_192));
                }
            }
            default -> throw new IllegalArgumentException();
        }
    }

    private static void progress(JsonNode token, int i) {
        ObjectNode params =
                NODES.objectNode().put("progress", i).put("total", 3).put("message", "step");
        params.set("progressToken", token);
        notify("notifications/progress", params);
    }

    /** Steps without end. */
    private static void progress(JsonNode token) {
        for (int i = 1; CANCELLED.isEmpty(); i++) {
            progress(token, i);
            LockSupport.parkNanos(100_000_000);
        }
    }

    private static ArrayNode content(String text) {
        ArrayNode content = NODES.arrayNode();
        content.addObject().put("type", "text").put("text", text);
        return content;
    }

    private static void text(JsonNode request, String text) {
        result(request, NODES.objectNode().set("content", content(text)));
    }

    private static void result(JsonNode request, JsonNode result) {
        ObjectNode answer = NODES.objectNode().put("jsonrpc", "2.0");
        answer.set("id", request.path("id"));
        answer.set("result", result);
        OUT.println(answer);
    }

    private static void notify(String method, JsonNode params) {
        ObjectNode notification = NODES.objectNode().put("jsonrpc", "2.0").put("method", method);
        notification.set("params", params);
        OUT.println(notification);
    }
}
