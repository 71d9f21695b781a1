package dev.cowork.server.mcp;

import com.fasterxml.jackson.annotation.Nulls;
import io.modelcontextprotocol.json.McpJsonMapper;
import io.modelcontextprotocol.json.TypeRef;
import io.modelcontextprotocol.json.jackson3.JacksonMcpJsonMapper;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCMessage;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCNotification;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCRequest;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCResponse;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Messages of the protocol as text. Reading has the limits of the server's own JSON. */
@Component
class Protocol {

    private static final String VERSION = "2.0";
    private static final int NOBODY_WAITS = -32_800;

    private final JsonMapper mapper;
    private final McpJsonMapper library;

    Protocol(JsonMapper json) {
        // null is a value like any other in what tools return
        this.mapper = json.rebuild()
                .changeDefaultNullHandling(nulls -> nulls.withContentNulls(Nulls.SET))
                .build();
        this.library = new JacksonMcpJsonMapper(mapper);
    }

    JsonMapper mapper() {
        return mapper;
    }

    /** The same for the library. */
    McpJsonMapper library() {
        return library;
    }

    /** The message in a text, or null when there is none. */
    @Nullable
    JSONRPCMessage read(String text) {
        JsonNode node;
        try {
            node = mapper.readTree(text);
        } catch (JacksonException garbage) {
            return null;
        }
        if (!node.isObject() || !VERSION.equals(node.path("jsonrpc").asString(""))) {
            return null;
        }
        Object id = id(node.path("id"));
        if (node.path("method").isString()) {
            String method = node.path("method").stringValue();
            JsonNode params = node.get("params");
            return id == null
                    ? new JSONRPCNotification(VERSION, method, params)
                    : new JSONRPCRequest(VERSION, method, id, params);
        }
        return id == null ? null : answer(id, node);
    }

    private static @Nullable Object id(JsonNode id) {
        return id.isString() ? id.stringValue() : id.isIntegralNumber() ? id.numberValue() : null;
    }

    private static @Nullable JSONRPCMessage answer(Object id, JsonNode node) {
        JsonNode error = node.path("error");
        if (error.isObject()) {
            return JSONRPCResponse.error(
                    id,
                    new JSONRPCResponse.JSONRPCError(
                            error.path("code").asInt(0), error.path("message").asString("")));
        }
        JsonNode result = node.get("result");
        return result == null ? null : JSONRPCResponse.result(id, result);
    }

    /** A message as one line. */
    String write(JSONRPCMessage message) {
        return mapper.writeValueAsString(message);
    }

    /** The answer to a call that nobody waits for any more. */
    static JSONRPCMessage nobodyWaits(Object id) {
        return JSONRPCResponse.error(id, new JSONRPCResponse.JSONRPCError(NOBODY_WAITS, "cancelled"));
    }

    <T> T convert(Object data, TypeRef<T> type) {
        return mapper.convertValue(data, mapper.constructType(type.getType()));
    }
}
