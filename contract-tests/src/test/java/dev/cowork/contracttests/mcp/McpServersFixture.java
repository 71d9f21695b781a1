package dev.cowork.contracttests.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cowork.contracttests.contracts.Bundle;
import dev.cowork.contracttests.server.ServerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import tools.jackson.databind.node.ObjectNode;

/** A server that may start MCP servers, and a project of it that names some. */
@EnabledOnOs(OS.LINUX)
abstract class McpServersFixture {

    ServerProcess server;
    Path project;

    @BeforeAll
    static void install() throws Exception {
        RealServers.install();
    }

    @BeforeEach
    void start() throws IOException {
        start(Map.of("COWORK_MCP", "allow"));
    }

    final void start(Map<String, String> environment) throws IOException {
        server = ServerProcess.start(environment);
        project = Files.createDirectories(
                Path.of(server.api().get("/projects").path(0).path("path").asString()));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    static ObjectNode program(String command, String... args) {
        ObjectNode program = Bundle.JSON.createObjectNode().put("command", command);
        List.of(args).forEach(program.putArray("args")::add);
        return program;
    }

    static ObjectNode everything() {
        return program("node", RealServers.script("server-everything"), "stdio");
    }

    final void configure(String name, ObjectNode server) throws IOException {
        ObjectNode root = Bundle.JSON.createObjectNode();
        root.putObject("mcpServers").set(name, server);
        Files.writeString(project.resolve(".mcp.json"), root.toString());
    }

    /** Runs a turn; what its tools gave and its notices are in the events of its answer. */
    final String turn(String conversation, String input) {
        assertThat(server.api().say(conversation, input).path("status").asString())
                .isEqualTo("completed");
        return server.api().items(conversation).getLast().path("events").toString();
    }

    final List<ProcessHandle> children() {
        return ProcessHandle.of(server.pid()).stream()
                .flatMap(ProcessHandle::descendants)
                .filter(ProcessHandle::isAlive)
                .toList();
    }
}
