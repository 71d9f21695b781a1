package dev.cowork.server.mcp;

import io.modelcontextprotocol.spec.McpSchema.CallToolRequest;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCMessage;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCNotification;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCRequest;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCResponse;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Judges what a server sends before the protocol's library sees it. Passed on are answers to what was asked and the server's own questions;
 * progress goes to its call; all else is counted and dropped, and too much of it ends the connection.
 */
final class Inbound {

    private static final String PROGRESS = "notifications/progress";
    private static final String TOOLS_CHANGED = "notifications/tools/list_changed";

    private final JsonMapper mapper;
    private final Limits limits;
    private final Set<Object> asked = ConcurrentHashMap.newKeySet();
    private final Map<String, Call> calls = new ConcurrentHashMap<>();
    private volatile boolean toolsChanged;
    private long windowBegun = System.nanoTime();
    private int unasked;

    Inbound(JsonMapper mapper, Limits limits) {
        this.mapper = mapper;
        this.limits = limits;
    }

    /** Something is about to be sent: what is asked may be answered. */
    void sending(JSONRPCMessage message) {
        if (message instanceof JSONRPCRequest request) {
            asked.add(request.id());
            if (request.params() instanceof CallToolRequest called && called.meta() != null) {
                Call call = calls.get(String.valueOf(called.meta().get("progressToken")));
                if (call != null) {
                    call.sentAs(request.id());
                }
            }
        }
    }

    void begin(Call call) {
        calls.put(call.token(), call);
    }

    /** A call is over: neither its progress nor its answer is waited for. */
    void end(Call call) {
        calls.remove(call.token());
        Object id = call.requestId();
        if (id != null) {
            asked.remove(id);
        }
    }

    /** Whether the server has said that its tools are others now; asking again begins anew. */
    boolean toolsChanged() {
        boolean changed = toolsChanged;
        toolsChanged = false;
        return changed;
    }

    /**
     * @param message what came, or null when it was no message
     * @return whether it is passed on
     * @throws McpFailure when too much has come that nobody asked for
     */
    boolean take(@Nullable JSONRPCMessage message) {
        if (message instanceof JSONRPCResponse answer && answer.id() != null && asked.remove(answer.id())) {
            return true;
        }
        count();
        if (message instanceof JSONRPCNotification notification) {
            hear(notification);
        }
        return message instanceof JSONRPCRequest;
    }

    private synchronized void count() {
        long now = System.nanoTime();
        if (now - windowBegun > limits.window().toNanos()) {
            windowBegun = now;
            unasked = 0;
        }
        if (++unasked > limits.unasked()) {
            throw new McpFailure(McpFailure.Kind.FLOODED, "it sent too many messages that nobody asked for.");
        }
    }

    private void hear(JSONRPCNotification notification) {
        if (TOOLS_CHANGED.equals(notification.method())) {
            toolsChanged = true;
        } else if (PROGRESS.equals(notification.method())) {
            JsonNode params = mapper.valueToTree(notification.params());
            Call call = calls.get(params.path("progressToken").asString(""));
            if (call != null) {
                call.progress(line(params));
            }
        }
    }

    private static String line(JsonNode params) {
        String message = params.path("message").asString("");
        if (!params.path("progress").isNumber()) {
            return message;
        }
        String of = params.path("total").isNumber() ? "/" + number(params.path("total")) : "";
        return (number(params.path("progress")) + of + " " + message).strip();
    }

    private static String number(JsonNode node) {
        double value = node.doubleValue();
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? Long.toString((long) value)
                : Double.toString(value);
    }
}
