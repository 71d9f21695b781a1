package dev.cowork.server.mcp;

import io.modelcontextprotocol.spec.McpClientTransport;
import io.modelcontextprotocol.spec.ProtocolVersions;
import java.util.List;
import reactor.core.publisher.Mono;

/** The way to a server and back, as the protocol's library uses it. All that comes has passed {@link Inbound}. */
interface Wire extends McpClientTransport {

    /** The versions of the protocol we speak, the newest last. */
    List<String> VERSIONS = List.of(
            ProtocolVersions.MCP_2024_11_05,
            ProtocolVersions.MCP_2025_03_26,
            ProtocolVersions.MCP_2025_06_18,
            ProtocolVersions.MCP_2025_11_25);

    /** Emits why the server can no longer be talked to, at once if that is so already; never when it was closed by us. */
    Mono<McpFailure> broken();

    /** Gives the server up: {@link #broken()} emits this, and what belongs to it is ended. */
    void giveUp(McpFailure why);

    /** What judges what comes. */
    Inbound inbound();

    /** Answers a call that nobody waits for any more in the server's place, so that the library forgets it. */
    void forget(Call call);

    @Override
    default List<String> protocolVersions() {
        return VERSIONS;
    }
}
