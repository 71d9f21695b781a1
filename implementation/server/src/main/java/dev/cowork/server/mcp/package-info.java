/** Tools of MCP servers that a project's {@code .mcp.json} names. What a configuration says and what a server sends is hostile. */
@NullMarked
@ApplicationModule(
        displayName = "MCP servers",
        allowedDependencies = {"agent", "platform"})
package dev.cowork.server.mcp;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
