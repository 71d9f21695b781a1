package dev.cowork.contracttests;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.cowork.contracttests.contracts.Bundle;
import dev.cowork.contracttests.models.ModelServer;
import dev.cowork.contracttests.models.ModelSettings;
import dev.cowork.contracttests.server.Api;
import dev.cowork.contracttests.server.ServerProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A server that has been given every kind of secret: stored, inside a card, inside a header for a provider, in the environment, in the file
 * of the home, in what a project says about MCP servers.
 */
final class SeededServer implements AutoCloseable {

    static final Map<String, String> STORED = Map.of(
            "openai_api_key", "stored-open-Qm81xZt5Wv20",
            "gemini_api_key", "stored-gemi-Lp47cRd9Ks66",
            "minds_api_key", "stored-mind-Xa93hNf2Ej71");
    static final String COMPATIBLE = "stored-comp-Ty58bVg1Uo34";
    static final String CARD = "in-a-card-Zk62mWq8Ci05x";
    static final String HEADER = "in-a-header-Yc39rTs6Nm57pJe";
    static final String MCP_VARIABLE = "mcp-variable-Hd71gVx4Wq80kLa";
    static final String MCP_HEADER = "mcp-header-Uf25zBn8Ro43yCi";
    static final String TRIED = "only-tried-Bn19sPd4Hl87";
    static final String ENVIRONMENT = "environment-Gr76fJx3Ov42";
    static final String FILE = "in-the-file-Mw25tYc6Ae98";
    static final String MASTER = "master-key-Dq30vLh7Ns51uBz";
    static final String TOKEN = "auth-token-Ki84wEp0Rf13";

    final ModelServer models = new ModelServer();
    final ServerProcess server;
    final Api api;
    private final HttpServer far;
    private final String project;

    SeededServer() throws IOException {
        Path home = ServerProcess.newHome();
        Path data = Files.createDirectories(home.resolve("data"));
        Files.writeString(data.resolve(".env"), "ANTON_ANTHROPIC_API_KEY=" + FILE + "\nSOME_PASSWORD=" + FILE + "\n");
        server = ServerProcess.start(
                home,
                Map.of(
                        "LOG_LEVEL", "TRACE",
                        "COWORK_SHELL", "allow",
                        "COWORK_MCP", "allow",
                        "COWORK_MASTER_KEY", MASTER,
                        "COWORK_AUTH_TOKEN", TOKEN,
                        "ANTON_MINDS_API_KEY", ENVIRONMENT,
                        "GEMINI_API_KEY", ENVIRONMENT));
        api = server.api();
        Map<String, String> values = new LinkedHashMap<>(STORED);
        values.put("providers_json", "[{\"type\":\"openai-compatible\",\"apiKey\":\"" + CARD + "\"}]");
        values.put("provider_headers", "{\"openai-compatible\":{\"X-Team\":\"" + HEADER + "\"}}");
        values.putAll(ModelSettings.of(models.url(), "scripted", COMPATIBLE));
        free("the answer to storing", api.settings(values).toString());
        far = farAway();
        project = projectWithServers();
    }

    /** An MCP server that says back what it was sent. */
    private static HttpServer farAway() throws IOException {
        HttpServer far = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        far.createContext(
                "/",
                exchange -> ModelServer.send(
                        exchange,
                        500,
                        "no good: " + exchange.getRequestHeaders().getFirst("X-Far")));
        far.start();
        return far;
    }

    /** With one that stays, one that says on its way out what it was given, and the one far away. */
    private String projectWithServers() throws IOException {
        JsonNode made =
                api.call("POST", "/projects", Bundle.JSON.createObjectNode().put("name", "with servers"));
        Files.writeString(Path.of(made.path("path").asString()).resolve(".mcp.json"), """
                {"mcpServers": {
                  "stays": {"command": "sleep", "args": ["600"], "env": {"GIVEN_KEY": "%1$s"}},
                  "tells": {"command": "sh", "args": ["-c", "echo was given $GIVEN_KEY >&2; exit 3"], "env": {"GIVEN_KEY": "%1$s"}},
                  "far": {"type": "http", "url": "http://127.0.0.1:%2$d/mcp", "headers": {"X-Far": "%3$s"}}}}
                """.formatted(
                        MCP_VARIABLE, far.getAddress().getPort(), MCP_HEADER));
        return made.path("id").asString();
    }

    @Override
    public void close() {
        // asked to end, so that it ends the MCP server that stays
        server.stop(Duration.ofSeconds(20));
        server.close();
        models.close();
        far.stop(0);
    }

    static List<String> secrets() {
        List<String> secrets = new ArrayList<>(STORED.values());
        secrets.addAll(
                List.of(COMPATIBLE, CARD, HEADER, MCP_VARIABLE, MCP_HEADER, TRIED, ENVIRONMENT, FILE, MASTER, TOKEN));
        return secrets;
    }

    /** The middle, so that a secret that is only cut or masked at its ends is found too. */
    private static String middle(String secret) {
        return secret.substring(secret.length() - 12, secret.length() - 3);
    }

    static void free(String where, String text) {
        assertThat(secrets().stream().filter(secret -> text.contains(middle(secret))))
                .as("what %s shows", where)
                .isEmpty();
    }

    /** A turn in the project with servers. */
    String withServers(String conversation) {
        ObjectNode message = Api.message(conversation, "/tool mcp__far__any {}\n/say there", false);
        message.put("model", "rehearsal").put("project_id", project);
        return api.call("POST", "/responses", message).toString();
    }
}
