/** The server as a client of real MCP servers. */
@NullMarked
package dev.cowork.contracttests.mcp;

import org.jspecify.annotations.NullMarked;
